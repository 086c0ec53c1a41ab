namespace Gateway.Contracts;

/// <summary>One step of <see cref="ActivitySeries"/>; null latencies: there were no requests.</summary>
public sealed record ActivityPoint(
    DateTimeOffset At, long Requests, long Failures, long CacheHits, long PromptTokens, long CompletionTokens, double Spend,
    double? TtftP50Ms, double? TtftP95Ms, double? DurationP50Ms, double? DurationP95Ms);
