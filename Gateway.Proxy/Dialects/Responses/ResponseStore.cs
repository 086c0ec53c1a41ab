using System.Data.Common;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary><c>responses</c>: kept for 30 days, as OpenAI does.</summary>
internal sealed class ResponseStore(Database database, TimeProvider time)
{
    private const int LongestChain = 500;

    private const string Columns = "response_id, key_hash, created_at, status, previous_id, deployment_id, input, response";

    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_tidyInterval = TimeSpan.FromHours(1);

    private long? _tidiedAt;

    /// <summary>Null: there is none, or it belongs to another key.</summary>
    public async Task<StoredResponse?> FindAsync(string id, string keyHash, CancellationToken cancellationToken) => (await database.QueryAsync(
        $"SELECT {Columns} FROM responses WHERE response_id = @id AND key_hash = @key", Read, p => Identify(p, id, keyHash), cancellationToken)).FirstOrDefault();

    /// <summary>The answer and all it goes on from, the oldest first.</summary>
    public async Task<List<StoredResponse>> ChainAsync(string id, string keyHash, CancellationToken cancellationToken)
    {
        var chain = await database.QueryAsync(
            $"""
            WITH RECURSIVE chain AS (
                SELECT {Columns}, 1 AS turn FROM responses WHERE response_id = @id AND key_hash = @key
                UNION ALL
                SELECT r.response_id, r.key_hash, r.created_at, r.status, r.previous_id, r.deployment_id, r.input, r.response, chain.turn + 1
                FROM responses r JOIN chain ON r.response_id = chain.previous_id WHERE r.key_hash = @key AND chain.turn < {LongestChain}
            )
            SELECT {Columns} FROM chain ORDER BY turn DESC
            """,
            Read,
            p => Identify(p, id, keyHash),
            cancellationToken);
        return chain;
    }

    /// <summary>Puts it in, or in the place of what has its id.</summary>
    public async Task SaveAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            $"""
            INSERT INTO responses ({Columns}) VALUES (@id, @key, @createdAt, @status, @previous, @deployment, @input, @response)
            ON CONFLICT (response_id) DO UPDATE SET status = excluded.status, response = excluded.response
            """,
            p =>
            {
                Identify(p, response.Id, response.KeyHash);
                p.Add("createdAt", response.CreatedAt);
                p.Add("status", response.Status);
                p.Add("previous", response.PreviousId);
                p.Add("deployment", response.DeploymentId);
                p.Add("input", response.Input);
                p.Add("response", response.Response);
            },
            cancellationToken);
        await TidyAsync(cancellationToken);
    }

    public Task<int> DeleteAsync(string id, string keyHash, CancellationToken cancellationToken) => database.ExecuteAsync(
        "DELETE FROM responses WHERE response_id = @id AND key_hash = @key", p => Identify(p, id, keyHash), cancellationToken);

    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_tidiedAt is { } last && time.GetElapsedTime(last, now) < s_tidyInterval)
        {
            return;
        }

        _tidiedAt = now;
        await database.ExecuteAsync("DELETE FROM responses WHERE created_at < @oldest", p => p.Add("oldest", time.GetUtcNow() - s_lifetime), cancellationToken);
    }

    private static void Identify(SqlParameters p, string id, string keyHash)
    {
        p.Add("id", id);
        p.Add("key", keyHash);
    }

    private static StoredResponse Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), Text(row, 4), Text(row, 5), row.GetString(6), Text(row, 7));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
