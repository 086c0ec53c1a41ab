using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Hosting;

/// <summary>Everything that was decided before the gateway starts.</summary>
internal sealed record GatewaySetup(GatewayOptions Options, ConfigFile File, GatewayConfig Config, string MasterKey)
{
    // A record prints its properties; the key must not get into a log that way.
    public override string ToString() => $"{nameof(GatewaySetup)} {{ Options = {Options} }}";
}
