namespace Gateway.Proxy.Configuration;

/// <summary>One thing found in a config file; shown as <c>file:line: key: message</c>.</summary>
/// <param name="Line">1-based; 0 when the finding is about the file as a whole.</param>
/// <param name="Key">Path of the key, e.g. <c>model_list[2].litellm_params.rpm</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong, the value found (never a secret) and what would be valid.</param>
internal sealed record ConfigFinding(string File, int Line, string Key, string Message)
{
    public override string ToString() => (Line, Key) switch
    {
        (0, "") => $"{File}: {Message}",
        (0, _) => $"{File}: {Key}: {Message}",
        (_, "") => $"{File}:{Line}: {Message}",
        _ => $"{File}:{Line}: {Key}: {Message}",
    };
}
