using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Proxy.Charts;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Gateway.Proxy.Storage;

/// <summary>Fills the temporary tables <c>spend_batch</c> and <c>spend_batch_tags</c>.</summary>
internal static class SpendBatch
{
    // A tenth of a millisecond. Without giving way, a batch holds one of few processors for several, and a token waits for it.
    private const int RowsAtOnce = 4;

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] s_callTypes = Enum.GetValues<EndpointKind>().Select(CallType).ToArray();

    private static readonly string s_copy = $"COPY spend_batch ({string.Join(", ", SpendSql.BatchColumns)}) FROM STDIN (FORMAT BINARY)";

    private static readonly string s_insert =
        $"INSERT INTO temp.spend_batch ({string.Join(", ", SpendSql.BatchColumns)}) VALUES ({string.Join(", ", SpendSql.BatchColumns.Select(_ => "?"))})";

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

    public static Task CopyAsync(DbConnection connection, IReadOnlyList<JournalEntry> entries, bool givesWay, CancellationToken cancellationToken) =>
        CopyAsync(connection, Rows(entries, givesWay), [.. Tags(entries)], cancellationToken);

    /// <param name="connection">To PostgreSQL.</param>
    /// <param name="rows">Values in the order of <see cref="SpendSql.BatchColumns"/>.</param>
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

    public static Task InsertAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<JournalEntry> entries, bool givesWay, CancellationToken cancellationToken) =>
        InsertAsync(connection, transaction, Rows(entries, givesWay), Tags(entries), cancellationToken);

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

    // One array for all rows: each is written before the next is asked for.
    private static IEnumerable<object?[]> Rows(IReadOnlyList<JournalEntry> entries, bool givesWay)
    {
        var row = new object?[SpendSql.BatchColumns.Length];
        var (minute, minuteBoxed, day) = (0L, (object)0L, "");
        var written = 0;
        foreach (var entry in entries)
        {
            var startedAt = entry.Log.StartedAt;
            var seconds = startedAt.ToUnixTimeSeconds();
            if (seconds - (seconds % ActivitySql.Minute) is var start && start != minute)
            {
                (minute, minuteBoxed, day) = (start, start, startedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }

            Fill(row, entry);
            row[^6] = day;
            row[^5] = minuteBoxed;
            row[^4] = Within(entry.Log.TimeToFirstToken);
            row[^3] = Within(entry.Log.Duration);
            row[^2] = Milliseconds(entry.Log.TimeToFirstToken);
            row[^1] = Milliseconds(entry.Log.Duration);
            yield return row;
            if (givesWay && ++written % RowsAtOnce == 0)
            {
                Thread.Yield();
            }
        }
    }

    private static object? Within(TimeSpan? time) => time is { } known ? Boxed.Of(LatencyHistogram.LimitOf(known)) : null;

    private static object? Milliseconds(TimeSpan? time) => time is { } known ? Boxed.Of((long)known.TotalMilliseconds) : null;

    // In the order of SpendSql.Columns.
    private static void Fill(object?[] row, JournalEntry entry)
    {
        var log = entry.Log;
        row[0] = log.RequestId;
        row[1] = log.StartedAt;
        row[2] = log.StartedAt + log.Duration;
        row[3] = log.StartedAt + log.TimeToFirstToken;
        row[4] = s_callTypes[(int)log.Endpoint];
        row[5] = log.Route;
        row[6] = log.KeyHash;
        row[7] = log.KeyAlias;
        row[8] = log.UserId;
        row[9] = log.TeamId;
        row[10] = log.EndUser;
        row[11] = Json(log.Tags);
        row[12] = log.RequestedModel;
        row[13] = log.ModelGroup;
        row[14] = log.DeploymentId;
        row[15] = log.UpstreamModel;
        row[16] = log.Provider;
        row[17] = log.ApiBase;
        row[18] = Boxed.Of(log.Status);
        row[19] = log.ErrorType;
        row[20] = Boxed.Of(log.Streamed);
        row[21] = Boxed.Of(log.CacheHit);
        row[22] = Boxed.Of(log.Attempts);
        row[23] = Boxed.Of(log.Fallbacks);
        row[24] = Boxed.Of((long)log.Usage.PromptTokens);
        row[25] = Boxed.Of((long)log.Usage.CompletionTokens);
        row[26] = Boxed.Of((long)log.Usage.CachedTokens);
        row[27] = Boxed.Of((long)log.Usage.ReasoningTokens);
        row[28] = Boxed.Of(log.Usage.Estimated);
        row[29] = log.Cost;
        row[30] = entry.LogId;
        row[31] = log.SessionId;
        row[32] = log.OrganizationId;
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
