namespace Gateway.Proxy.Configuration.Reading;

/// <summary>One <c>key: value</c>.</summary>
/// <param name="Line">Where the key stands; the value may begin on a later one.</param>
internal sealed record ConfigEntry(string Name, int Line, ConfigNode Value);
