namespace Gateway.Bench.Targets;

internal static class TargetNames
{
    public const string Upstream = "upstream";

    public const string Nginx = "nginx";

    public const string BareForwarder = "bare-forwarder";

    public const string Gateway = "gateway";

    /// <summary>With Redis and PostgreSQL.</summary>
    public const string GatewayShared = "gateway-shared";

    public const string GatewayAtScale = "gateway-at-scale";
}
