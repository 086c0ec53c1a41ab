namespace Gateway.Contracts;

/// <summary>One day of <see cref="ActivityReport"/>.</summary>
public sealed record ActivityDay(string Date, long ApiRequests, long TotalTokens);
