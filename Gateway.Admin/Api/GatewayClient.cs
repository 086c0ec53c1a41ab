namespace Gateway.Admin.Api;

/// <summary>The management API, by what it manages. The site knows nothing about the gateway but this.</summary>
internal sealed class GatewayClient(GatewayCaller caller)
{
    public FleetApi Fleet { get; } = new(caller);

    public KeysApi Keys { get; } = new(caller);

    public TeamsApi Teams { get; } = new(caller);

    public OrganizationsApi Organizations { get; } = new(caller);

    public UsersApi Users { get; } = new(caller);

    public CustomersApi Customers { get; } = new(caller);

    public BudgetsApi Budgets { get; } = new(caller);

    public TagsApi Tags { get; } = new(caller);

    public LogsApi Logs { get; } = new(caller);

    public UsageApi Usage { get; } = new(caller);

    public CacheApi Cache { get; } = new(caller);

    public SystemApi System { get; } = new(caller);

    public ChatApi Chat { get; } = new(caller);
}
