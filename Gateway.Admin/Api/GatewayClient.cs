namespace Gateway.Admin.Api;

/// <summary>The management API, by what it manages. The site knows nothing about the gateway but this.</summary>
internal sealed class GatewayClient(GatewayCaller caller)
{
    public FleetApi Fleet { get; } = new(caller);
}
