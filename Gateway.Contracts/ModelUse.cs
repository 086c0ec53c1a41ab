namespace Gateway.Contracts;

/// <summary>A model group in <see cref="ActivitySeries"/>.</summary>
public sealed record ModelUse(string Model, long Requests, long Failures, long Tokens, double Spend);
