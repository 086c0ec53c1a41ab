using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>
/// A spend log as bytes and back: numbers first, then texts, each as a 16-bit length (65535: null) and UTF-8. What
/// clients choose is cut to a length that fits the database's indexes; times are whole microseconds, as in PostgreSQL.
/// </summary>
/// <remarks>To add a field: write it at the end, and read it only where bytes are left: segments of an older version may be about.</remarks>
internal static class SpendLogCodec
{
    private const int LongestName = 256;
    private const int LongestLocation = 512;
    private const int LongestTag = 128;
    private const int MostTags = 32;

    public static int Write(Span<byte> destination, long logId, SpendLog log)
    {
        var writer = new JournalFieldWriter(destination);
        writer.Number(logId);
        writer.Number(Microseconds(log.StartedAt - DateTimeOffset.UnixEpoch));
        writer.Number(Microseconds(log.Duration));
        writer.Number(log.TimeToFirstToken is { } first ? Microseconds(first) : -1);
        writer.Number(Microseconds(log.UpstreamDuration));

        // One NaN would turn every sum that it gets into into NaN.
        writer.Number(BitConverter.DoubleToInt64Bits(double.IsFinite(log.Cost) ? log.Cost : 0));
        writer.Small((int)log.Endpoint);
        writer.Small(log.Status);
        writer.Small(log.Usage.PromptTokens);
        writer.Small(log.Usage.CompletionTokens);
        writer.Small(log.Usage.CachedTokens);
        writer.Small(log.Usage.ReasoningTokens);
        writer.Small(log.Attempts);
        writer.Small(log.Fallbacks);
        writer.Small((log.Streamed ? 1 : 0) | (log.CacheHit ? 2 : 0) | (log.Usage.Estimated ? 4 : 0));
        writer.Text(log.RequestId, LongestName);
        writer.Text(log.Route, LongestLocation);
        writer.Text(log.KeyHash, LongestName);
        writer.Text(log.KeyAlias, LongestName);
        writer.Text(log.RequestedModel, LongestName);
        writer.Text(log.ModelGroup, LongestName);
        writer.Text(log.DeploymentId, LongestName);
        writer.Text(log.UpstreamModel, LongestName);
        writer.Text(log.Provider, LongestName);
        writer.Text(log.ApiBase, LongestLocation);
        writer.Text(log.ErrorType, LongestName);
        writer.Text(log.EndUser, LongestName);
        writer.Text(log.UserId, LongestName);
        writer.Text(log.TeamId, LongestName);
        var tags = Math.Min(log.Tags.Count, MostTags);
        writer.Small(tags);
        for (var i = 0; i < tags; i++)
        {
            writer.Text(log.Tags[i], LongestTag);
        }

        writer.Text(log.SessionId, LongestName);
        writer.Text(log.OrganizationId, LongestName);
        return writer.Length;
    }

    public static JournalEntry Read(ReadOnlySpan<byte> payload, TextPool pool)
    {
        var reader = new JournalFieldReader(payload, pool);
        var logId = reader.Number();
        var startedAt = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(reader.Number());
        var duration = TimeSpan.FromMicroseconds(reader.Number());
        var first = reader.Number();
        var upstream = TimeSpan.FromMicroseconds(reader.Number());
        var cost = BitConverter.Int64BitsToDouble(reader.Number());
        var endpoint = (EndpointKind)reader.Small();
        var status = reader.Small();
        var usage = new Usage(reader.Small(), reader.Small()) { CachedTokens = reader.Small(), ReasoningTokens = reader.Small() };
        var (attempts, fallbacks, flags) = (reader.Small(), reader.Small(), reader.Small());
        return new JournalEntry(logId, new SpendLog
        {
            StartedAt = startedAt,
            Duration = duration,
            TimeToFirstToken = first < 0 ? null : TimeSpan.FromMicroseconds(first),
            UpstreamDuration = upstream,
            Cost = cost,
            Endpoint = endpoint,
            Status = status,
            Usage = usage with { Estimated = (flags & 4) != 0 },
            Attempts = attempts,
            Fallbacks = fallbacks,
            Streamed = (flags & 1) != 0,
            CacheHit = (flags & 2) != 0,
            RequestId = reader.OwnText(),
            Route = reader.Text()!,
            KeyHash = reader.Text()!,
            KeyAlias = reader.Text(),
            RequestedModel = reader.Text()!,
            ModelGroup = reader.Text(),
            DeploymentId = reader.Text(),
            UpstreamModel = reader.Text(),
            Provider = reader.Text(),
            ApiBase = reader.Text(),
            ErrorType = reader.Text(),
            EndUser = reader.Text(),
            UserId = reader.Text(),
            TeamId = reader.Text(),
            Tags = Tags(ref reader),
            SessionId = reader.IsAtEnd ? null : reader.Text(),
            OrganizationId = reader.IsAtEnd ? null : reader.Text(),
        });
    }

    private static string[] Tags(ref JournalFieldReader reader)
    {
        var count = reader.Small();
        if (count == 0)
        {
            return [];
        }

        var tags = new string[count];
        for (var i = 0; i < tags.Length; i++)
        {
            tags[i] = reader.Text()!;
        }

        return tags;
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
