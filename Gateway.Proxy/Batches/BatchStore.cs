using System.Text.Json;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Batches;

/// <summary><c>batches</c>. A batch belongs to the key that made it; one process at a time works on it.</summary>
internal sealed class BatchStore(Database database, TimeProvider time)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    public Task<int> AddAsync(Batch batch, string keyHash, CancellationToken cancellationToken) => database.ExecuteAsync(
        "INSERT INTO batches (batch_id, key_hash, created_at, status, document) VALUES (@id, @key, @createdAt, @status, @document)",
        p =>
        {
            Describe(p, batch);
            p.Add("key", keyHash);
            p.Add("createdAt", DateTimeOffset.FromUnixTimeSeconds(batch.CreatedAt));
        },
        cancellationToken);

    /// <summary>Null: there is none, or it belongs to another key.</summary>
    public async Task<Batch?> FindAsync(string id, string keyHash, CancellationToken cancellationToken) => (await database.QueryAsync(
        "SELECT document FROM batches WHERE batch_id = @id AND key_hash = @key",
        row => Read(row.GetString(0)),
        p =>
        {
            p.Add("id", id);
            p.Add("key", keyHash);
        },
        cancellationToken)).FirstOrDefault();

    /// <summary>The newest first.</summary>
    public Task<List<Batch>> ListAsync(string keyHash, CancellationToken cancellationToken) => database.QueryAsync(
        "SELECT document FROM batches WHERE key_hash = @key ORDER BY created_at DESC, batch_id", row => Read(row.GetString(0)), p => p.Add("key", keyHash), cancellationToken);

    /// <summary>Those that nobody works on, with the hash of their key.</summary>
    public Task<List<(Batch Batch, string KeyHash)>> WaitingAsync(CancellationToken cancellationToken) => database.QueryAsync(
        """
        SELECT document, key_hash FROM batches
        WHERE status IN ('validating', 'in_progress', 'finalizing', 'cancelling') AND (leased_until IS NULL OR leased_until < @now)
        ORDER BY created_at
        """,
        row => (Read(row.GetString(0)), row.GetString(1)),
        p => p.Add("now", time.GetUtcNow()),
        cancellationToken);

    /// <summary>Takes the batch for a while, or keeps it; false when another process has it.</summary>
    public async Task<bool> TryLeaseAsync(string id, string owner, CancellationToken cancellationToken) => await database.ExecuteAsync(
        "UPDATE batches SET owner = @owner, leased_until = @until WHERE batch_id = @id AND (owner = @owner OR leased_until IS NULL OR leased_until < @now)",
        p =>
        {
            p.Add("id", id);
            p.Add("owner", owner);
            p.Add("until", time.GetUtcNow() + s_lease);
            p.Add("now", time.GetUtcNow());
        },
        cancellationToken) == 1;

    public Task<int> ReleaseAsync(string id, string owner) => database.ExecuteAsync(
        "UPDATE batches SET leased_until = NULL WHERE batch_id = @id AND owner = @owner",
        p =>
        {
            p.Add("id", id);
            p.Add("owner", owner);
        });

    /// <summary>Writes progress. A batch that is being cancelled stays so, unless this ends it; false then.</summary>
    public async Task<bool> SaveAsync(Batch batch, CancellationToken cancellationToken) => await database.ExecuteAsync(
        """
        UPDATE batches SET status = @status, document = @document
        WHERE batch_id = @id AND (status <> 'cancelling' OR @status IN ('cancelling', 'cancelled', 'completed', 'failed', 'expired'))
        """,
        p => Describe(p, batch),
        cancellationToken) == 1;

    private static void Describe(SqlParameters p, Batch batch)
    {
        p.Add("id", batch.Id);
        p.Add("status", batch.Status);
        p.Add("document", JsonSerializer.Serialize(batch, BatchJson.Default.Batch));
    }

    private static Batch Read(string document) => JsonSerializer.Deserialize(document, BatchJson.Default.Batch)!;
}
