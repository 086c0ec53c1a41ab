using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Providers.Compatible;

/// <summary>A server that speaks OpenAI's dialect and needs nothing but an address and a bearer token.</summary>
internal sealed class CompatibleProvider(string name, string? defaultApiBase = null, bool takesExtensions = false)
    : Provider(name, defaultApiBase is null ? null : new Uri(defaultApiBase))
{
    public override bool TakesExtensions(LitellmParams parameters) => takesExtensions;
}
