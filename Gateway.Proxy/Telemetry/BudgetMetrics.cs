using Gateway.Proxy.Budgets;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>
/// LiteLLM's gauges of budgets (litellm-compat section 14): of every team and organization, of keys that were used since the start (there may be a hundred
/// thousand), and of providers.
/// </summary>
internal sealed class BudgetMetrics(KeyDirectory directory, DeploymentBudgets deployments, TimeProvider time) : IMetricFamily
{
    private static readonly Gauges s_team = new("team", "litellm_team_max_budget_metric", "litellm_remaining_team_budget_metric", "litellm_team_budget_remaining_hours_metric", "team", "team_alias");

    private static readonly Gauges s_organization = new(
        "organization", "litellm_org_max_budget_metric", "litellm_remaining_org_budget_metric", "litellm_org_budget_remaining_hours_metric", "org_id", "org_alias");

    private static readonly Gauges s_key = new(
        "key", "litellm_api_key_max_budget_metric", "litellm_remaining_api_key_budget_metric", "litellm_api_key_budget_remaining_hours_metric", "hashed_api_key", "api_key_alias");

    private static readonly MetricInfo s_provider = new("litellm_provider_remaining_budget_metric", "gauge", "US dollars that are left of a provider's budget.", "api_provider");

    public async ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var teams = directory.Teams
            .Select(team => (team.Id, team.Settings, team.Spend))
            .Where(team => team.Settings.MaxBudget is not null)
            .Select(team => (new LabelValues { Team = team.Id, TeamAlias = team.Settings.Alias ?? "" }, team.Settings.MaxBudget!.Value, team.Spend.State(now)));
        await WriteAsync(writer, s_team, [.. teams], now, cancellationToken);

        var organizations = directory.Organizations
            .Select(organization => (organization.Id, organization.Settings, organization.Spend))
            .Where(organization => organization.Settings.MaxBudget is not null)
            .Select(organization => (new LabelValues { Organization = organization.Id, OrganizationAlias = organization.Settings.Alias ?? "" }, organization.Settings.MaxBudget!.Value, organization.Spend.State(now)));
        await WriteAsync(writer, s_organization, [.. organizations], now, cancellationToken);

        var keys = directory.Keys
            .Where(key => key.MaxBudget is not null && key.State.Spend.WasUsed)
            .Select(key => (new LabelValues { HashedApiKey = key.HashText, ApiKeyAlias = key.Alias ?? "" }, key.MaxBudgetAt(now)!.Value, key.State.Spend.State(now)));
        await WriteAsync(writer, s_key, [.. keys], now, cancellationToken);

        writer.Header(s_provider);
        foreach (var budget in deployments.All.Where(budget => budget.Kind == DeploymentBudget.OfProvider))
        {
            writer.Sample(s_provider.Name, LabelText.Render(s_provider.LabelNames, new LabelValues { ApiProvider = budget.Id }.Of), budget.Settings.Max - budget.Spend.Counter.Spend(now));
        }
    }

    private static async ValueTask WriteAsync(ExpositionWriter writer, Gauges gauges, List<(LabelValues Labels, double Max, BudgetState State)> budgets, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await WriteOneAsync(gauges.Max, (max, _) => max);
        await WriteOneAsync(gauges.Remaining, (max, state) => max - state.Spend);
        await WriteOneAsync(gauges.Hours, (_, state) => (state.ResetAt - now)?.TotalHours);

        async ValueTask WriteOneAsync(MetricInfo metric, Func<double, BudgetState, double?> valueOf)
        {
            writer.Header(metric);
            foreach (var (labels, max, state) in budgets)
            {
                if (valueOf(max, state) is { } value)
                {
                    writer.Sample(metric.Name, LabelText.Render(metric.LabelNames, labels.Of), value);
                    await writer.FlushIfFullAsync(cancellationToken);
                }
            }
        }
    }

    private sealed class Gauges(string kind, string max, string remaining, string hours, params string[] labels)
    {
        public MetricInfo Max { get; } = new(max, "gauge", $"US dollars that a {kind} may spend.", labels);

        public MetricInfo Remaining { get; } = new(remaining, "gauge", $"US dollars that are left of a {kind}'s budget.", labels);

        public MetricInfo Hours { get; } = new(hours, "gauge", $"Hours until a {kind}'s budget begins anew; nothing where it never does.", labels);
    }
}
