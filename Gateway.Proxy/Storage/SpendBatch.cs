using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Gateway.Proxy.Storage;

/// <summary>Fills the temporary tables <c>spend_batch</c> and <c>spend_batch_tags</c>.</summary>
internal static class SpendBatch
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] s_callTypes = Enum.GetValues<EndpointKind>().Select(CallType).ToArray();

    private static readonly string s_copy = $"COPY spend_batch ({SpendSql.ColumnList}, day) FROM STDIN (FORMAT BINARY)";

    private static readonly string s_insert =
        $"INSERT INTO temp.spend_batch ({SpendSql.ColumnList}, day) VALUES ({string.Join(", ", SpendSql.Columns.Select(_ => "?"))}, ?)";

    /// <summary>A record twice is one; another request under the same id in the same batch gets its own id, as it would in a later batch.</summary>
    public static IReadOnlyList<JournalEntry> WithoutRepetitions(IReadOnlyList<JournalEntry> entries)
    {
        var first = new Dictionary<string, long>(entries.Count);
        var seen = new HashSet<long>(entries.Count);
        var result = new List<JournalEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (seen.Add(entry.LogId))
            {
                result.Add(first.TryAdd(entry.Log.RequestId, entry.LogId)
                    ? entry
                    : entry with { Log = entry.Log with { RequestId = string.Create(CultureInfo.InvariantCulture, $"{entry.Log.RequestId}#{entry.LogId}") } });
            }
        }

        return result;
    }

    public static Task CopyAsync(DbConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) =>
        CopyAsync(connection, entries.Select(Values), [.. Tags(entries)], cancellationToken);

    /// <param name="connection">To PostgreSQL.</param>
    /// <param name="rows">Values in the order of <see cref="SpendSql.Columns"/>, then the day.</param>
    /// <param name="tagged">Each tag of a row once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task CopyAsync(
        DbConnection connection, IEnumerable<IEnumerable<object?>> rows, IReadOnlyList<(long LogId, string Tag)> tagged, CancellationToken cancellationToken)
    {
        var npgsql = (NpgsqlConnection)connection;
        await using (var copy = await npgsql.BeginBinaryImportAsync(s_copy, cancellationToken))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellationToken);
                foreach (var value in row)
                {
                    await WriteAsync(copy, value, cancellationToken);
                }
            }

            await copy.CompleteAsync(cancellationToken);
        }

        if (tagged.Count == 0)
        {
            return;
        }

        await using var tags = await npgsql.BeginBinaryImportAsync("COPY spend_batch_tags (log_id, tag) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var (logId, tag) in tagged)
        {
            await tags.StartRowAsync(cancellationToken);
            await tags.WriteAsync(logId, NpgsqlDbType.Bigint, cancellationToken);
            await tags.WriteAsync(tag, NpgsqlDbType.Text, cancellationToken);
        }

        await tags.CompleteAsync(cancellationToken);
    }

    public static Task InsertAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) =>
        InsertAsync(connection, transaction, entries.Select(Values), Tags(entries), cancellationToken);

    /// <summary>The same for SQLite.</summary>
    public static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<IEnumerable<object?>> rows, IEnumerable<(long LogId, string Tag)> tagged, CancellationToken cancellationToken)
    {
        using (var insert = new SqliteRowWriter(connection, s_insert))
        {
            foreach (var row in rows)
            {
                insert.Write(row);
            }
        }

        await using var insertTag = connection.Command("INSERT INTO temp.spend_batch_tags (log_id, tag) VALUES (@log, @tag)", static p =>
        {
            p.Add("log", null);
            p.Add("tag", null);
        }, transaction);
        foreach (var (logId, tag) in tagged)
        {
            insertTag.Parameters[0].Value = logId;
            insertTag.Parameters[1].Value = tag;
            await insertTag.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static IEnumerable<(long LogId, string Tag)> Tags(IReadOnlyList<JournalEntry> entries) =>
        entries.SelectMany(entry => entry.Log.Tags.Distinct().Select(tag => (entry.LogId, tag)));

    // In the order of SpendSql.Columns, then the day.
    private static IEnumerable<object?> Values(JournalEntry entry)
    {
        var log = entry.Log;
        yield return log.RequestId;
        yield return log.StartedAt;
        yield return log.StartedAt + log.Duration;
        yield return log.StartedAt + log.TimeToFirstToken;
        yield return s_callTypes[(int)log.Endpoint];
        yield return log.Route;
        yield return log.KeyHash;
        yield return log.KeyAlias;
        yield return log.UserId;
        yield return log.TeamId;
        yield return log.EndUser;
        yield return Json(log.Tags);
        yield return log.RequestedModel;
        yield return log.ModelGroup;
        yield return log.DeploymentId;
        yield return log.UpstreamModel;
        yield return log.Provider;
        yield return log.ApiBase;
        yield return log.Status;
        yield return log.ErrorType;
        yield return log.Streamed;
        yield return log.CacheHit;
        yield return log.Attempts;
        yield return log.Fallbacks;
        yield return (long)log.Usage.PromptTokens;
        yield return (long)log.Usage.CompletionTokens;
        yield return (long)log.Usage.CachedTokens;
        yield return (long)log.Usage.ReasoningTokens;
        yield return log.Usage.Estimated;
        yield return log.Cost;
        yield return entry.LogId;
        yield return log.StartedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, CancellationToken cancellationToken) => value switch
    {
        null => copy.WriteNullAsync(cancellationToken),
        string text => copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
        DateTimeOffset time => copy.WriteAsync(time, NpgsqlDbType.TimestampTz, cancellationToken),
        int number => copy.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken),
        long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
        bool flag => copy.WriteAsync(flag, NpgsqlDbType.Boolean, cancellationToken),
        double number => copy.WriteAsync(number, NpgsqlDbType.Double, cancellationToken),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    // ["batch","team-a"]
    public static string Json(IReadOnlyList<string> tags)
    {
        if (tags.Count == 0)
        {
            return "[]";
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_json))
        {
            writer.WriteStartArray();
            foreach (var tag in tags)
            {
                writer.WriteStringValue(tag);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>LiteLLM's names where it has one: <c>acompletion</c>, <c>aembedding</c>, …</summary>
    public static string CallType(EndpointKind kind) => kind switch
    {
        EndpointKind.ChatCompletions => "acompletion",
        EndpointKind.Completions => "atext_completion",
        EndpointKind.Embeddings => "aembedding",
        EndpointKind.Rerank => "arerank",
        EndpointKind.AudioTranscriptions => "atranscription",
        EndpointKind.AudioSpeech => "aspeech",
        EndpointKind.ImagesGenerations => "aimage_generation",
        EndpointKind.Moderations => "amoderation",
        EndpointKind.Messages => "anthropic_messages",
        EndpointKind.CountTokens => "acount_tokens",
        EndpointKind.Responses => "aresponses",
        EndpointKind.Realtime => "arealtime",
        EndpointKind.PassThrough => "pass_through_endpoint",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
