namespace Gateway.Proxy.Configuration;

/// <summary>The master key, or why there is none.</summary>
/// <param name="NewFile">The file that a key was just made in, so that it can be shown once; else null.</param>
internal sealed record MasterKeyResult(string? Key, string? Error = null, string? NewFile = null)
{
    // A record prints its properties; the key must not get into a log that way.
    public override string ToString() => $"{nameof(MasterKeyResult)} {{ Error = {Error}, NewFile = {NewFile} }}";
}
