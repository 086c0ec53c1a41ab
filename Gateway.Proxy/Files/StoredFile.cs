namespace Gateway.Proxy.Files;

/// <summary>A row of <c>files</c>.</summary>
internal sealed record StoredFile(string Id, string KeyHash, string Filename, string Purpose, long Bytes, DateTimeOffset CreatedAt);
