namespace Gateway.Proxy.Configuration;

/// <summary>What came of the last attempt to read a changed config.</summary>
/// <param name="Error">One line without secrets; null when the new config is in force.</param>
internal sealed record ConfigReload(DateTimeOffset Time, string? Error, IReadOnlyList<ConfigFinding> Findings)
{
    public bool Succeeded => Error is null;
}
