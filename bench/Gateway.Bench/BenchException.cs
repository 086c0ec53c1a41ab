namespace Gateway.Bench;

/// <summary>Why there are no figures; the message is all that the user gets.</summary>
internal sealed class BenchException(string message) : Exception(message);
