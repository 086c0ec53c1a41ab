namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// One value of a config file that knows where it was written, so that a finding names its place even after includes,
/// defaults and credentials were merged.
/// </summary>
/// <param name="File">As the user named it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Path">E.g. <c>model_list[2].litellm_params.rpm</c>; empty for the root.</param>
/// <param name="IsSecret">The value must never be shown.</param>
internal abstract record ConfigNode(string File, int Line, string Path, bool IsSecret)
{
    /// <summary>How many values this one is when every YAML alias is written out.</summary>
    public abstract long Size { get; }

    /// <summary>What was found, for messages: "a list", "a map" or the value itself.</summary>
    public abstract string Describe();

    /// <summary>The path of a key below this node.</summary>
    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";
}
