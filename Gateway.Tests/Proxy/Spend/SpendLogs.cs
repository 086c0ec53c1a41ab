using System.Globalization;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Spend.Journal;

namespace Gateway.Tests.Proxy.Spend;

/// <summary>Spend logs for tests; number i differs from its neighbours in everything that is summed or grouped by.</summary>
internal static class SpendLogs
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 23, 59, 58, TimeSpan.Zero);

    public static SpendLog Number(int i, string? requestId = null) => new()
    {
        RequestId = requestId ?? string.Create(CultureInfo.InvariantCulture, $"request-{i}"),
        Endpoint = i % 7 == 0 ? EndpointKind.Embeddings : EndpointKind.ChatCompletions,
        Route = "/v1/chat/completions",
        KeyHash = new string((char)('a' + (i % 3)), 64),
        KeyAlias = i % 3 == 0 ? "alias" : null,
        RequestedModel = i % 2 == 0 ? "gpt-oss-120b" : "grüße",
        ModelGroup = i % 5 == 0 ? null : i % 2 == 0 ? "gpt-oss-120b" : "grüße",
        DeploymentId = "d-1",
        UpstreamModel = "m",
        Provider = "hosted_vllm",
        ApiBase = "http://vllm:8000/v1",
        Status = i % 5 == 0 ? 429 : 200,
        ErrorType = i % 5 == 0 ? "throttling_error" : null,
        Streamed = i % 2 == 1,
        Usage = new Usage(100 + i, i) { CachedTokens = i % 10, ReasoningTokens = i % 4, Estimated = i % 11 == 0 },
        Cost = i % 5 == 0 ? 0 : i * 0.0001,
        StartedAt = Start + TimeSpan.FromMilliseconds(i * 10),
        Duration = TimeSpan.FromMilliseconds(1 + i),
        TimeToFirstToken = i % 5 == 0 ? null : TimeSpan.FromMicroseconds(500 + i),
        UpstreamDuration = TimeSpan.FromMilliseconds(i),
        Attempts = 1 + (i % 3),
        Fallbacks = i % 2,
        EndUser = i % 4 == 0 ? "customer" : null,
        UserId = i % 3 == 1 ? "user" : null,
        TeamId = i % 3 == 2 ? "team" : null,
        OrganizationId = i % 3 == 2 ? "organization" : null,
        Tags = i % 2 == 0 ? ["batch", "team \"a\""] : [],
        SessionId = i % 6 == 0 ? "session" : null,
        CacheHit = i % 13 == 0,
    };

    public static List<JournalEntry> Entries(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(i => new JournalEntry(1_000_000 + i, Number(i)))];
}
