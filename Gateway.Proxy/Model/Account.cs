using Gateway.Proxy.Budgets;
using Gateway.Proxy.Limits;

namespace Gateway.Proxy.Model;

/// <summary>
/// A team, organization, user, team member, customer or tag. Keys refer to it, so a change of the team is one swap of
/// <see cref="Settings"/> however many keys it has; usage and spend survive the change.
/// </summary>
internal sealed class Account(string id, TimeProvider time)
{
    private AccountSettings _settings = AccountSettings.Unknown;
    private KeyUsage? _usage;
    private ModelUsages? _models;

    public string Id { get; } = id;

    public AccountSettings Settings
    {
        get => Volatile.Read(ref _settings);
        set => Volatile.Write(ref _settings, value);
    }

    public KeyUsage Usage => _usage ?? Interlocked.CompareExchange(ref _usage, new KeyUsage(time), null) ?? _usage;

    /// <summary>Against a team's or an organization's limits for each model.</summary>
    public ModelUsages Models => _models ?? Interlocked.CompareExchange(ref _models, new ModelUsages(time), null) ?? _models;

    public BudgetCounter Spend { get; } = new();
}
