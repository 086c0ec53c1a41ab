namespace Gateway.Simulator.CommandLine;

/// <summary>The user asked for something that cannot be; the message is one line for standard error.</summary>
internal sealed class UsageException(string message) : Exception(message);
