namespace Gateway.Proxy.StoredSettings;

/// <summary>One key of the config that may be changed at run time.</summary>
/// <param name="Section">E.g. <c>router_settings</c>.</param>
/// <param name="Type">As LiteLLM names them: String, Integer, Float, Boolean, List, Dictionary.</param>
/// <param name="Default">JSON; null: there is none.</param>
/// <param name="Description">For a form: what it does, with its unit.</param>
internal sealed record SettingField(string Section, string Name, string Type, string? Default, string Description)
{
    /// <summary>What may be chosen; null: anything of the type.</summary>
    public IReadOnlyList<string>? Options { get; init; }
}
