namespace Gateway.Bench.Load;

/// <summary>A bearer token and the model that is asked for with it.</summary>
internal sealed record Caller(string Key, string Model);
