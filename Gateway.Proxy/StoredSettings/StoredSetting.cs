using System.Text.Json.Nodes;

namespace Gateway.Proxy.StoredSettings;

/// <summary>One key of the config that was changed at run time; it wins over the file.</summary>
/// <param name="Section">E.g. <c>router_settings</c>.</param>
/// <param name="Name">E.g. <c>num_retries</c>.</param>
/// <param name="Value">As it would stand in the file.</param>
internal sealed record StoredSetting(string Section, string Name, JsonNode Value)
{
    /// <summary>As changes and the audit log name it.</summary>
    public string Id => $"{Section}.{Name}";
}
