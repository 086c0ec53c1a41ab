namespace Gateway.Proxy.Import;

/// <summary>The import cannot go on; the message is one line for whoever started it, and has no password in it.</summary>
internal sealed class ImportException(string message) : Exception(message);
