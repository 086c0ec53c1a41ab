namespace Gateway.Proxy.StoredModels;

/// <summary>A row of <c>models</c>.</summary>
internal sealed record StoredModelRow(
    string Id, string Name, string Encrypted, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt, string UpdatedBy);
