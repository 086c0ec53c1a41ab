namespace Gateway.Proxy.Storage;

/// <summary>A batch of spend logs met a writer from outside; it is rolled back and tried again.</summary>
internal sealed class SpendConflictException(string message) : Exception(message);
