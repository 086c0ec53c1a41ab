using System.Data.Common;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Files;

/// <summary><c>files</c>, and their content on disk. A file belongs to the key that uploaded it.</summary>
internal sealed class FileStore(Database database, GatewaySetup setup)
{
    private const string Columns = "file_id, key_hash, filename, purpose, bytes, created_at";

    private readonly GatewayOptions _options = setup.Options;

    public string PathOf(string id)
    {
        var folder = _options.FilesDirectory ?? Path.Combine(_options.DataDirectory, "files");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, id);
    }

    public Task<int> AddAsync(StoredFile file, CancellationToken cancellationToken) => database.ExecuteAsync(
        $"INSERT INTO files ({Columns}) VALUES (@id, @key, @filename, @purpose, @bytes, @createdAt) ON CONFLICT (file_id) DO UPDATE SET bytes = excluded.bytes",
        p =>
        {
            Identify(p, file.Id, file.KeyHash);
            p.Add("filename", file.Filename);
            p.Add("purpose", file.Purpose);
            p.Add("bytes", file.Bytes);
            p.Add("createdAt", file.CreatedAt);
        },
        cancellationToken);

    /// <summary>Null: there is none, or it belongs to another key.</summary>
    public async Task<StoredFile?> FindAsync(string id, string keyHash, CancellationToken cancellationToken) => (await database.QueryAsync(
        $"SELECT {Columns} FROM files WHERE file_id = @id AND key_hash = @key", Read, p => Identify(p, id, keyHash), cancellationToken)).FirstOrDefault();

    /// <summary>The newest first.</summary>
    public Task<List<StoredFile>> ListAsync(string keyHash, CancellationToken cancellationToken) => database.QueryAsync(
        $"SELECT {Columns} FROM files WHERE key_hash = @key ORDER BY created_at DESC, file_id", Read, p => p.Add("key", keyHash), cancellationToken);

    public async Task DeleteAsync(string id, string keyHash, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync("DELETE FROM files WHERE file_id = @id AND key_hash = @key", p => Identify(p, id, keyHash), cancellationToken);
        File.Delete(PathOf(id));
    }

    private static void Identify(SqlParameters p, string id, string keyHash)
    {
        p.Add("id", id);
        p.Add("key", keyHash);
    }

    private static StoredFile Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5));
}
