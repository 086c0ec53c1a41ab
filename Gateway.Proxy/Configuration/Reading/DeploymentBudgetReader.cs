using Gateway.Proxy.Budgets;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// What providers and deployments may cost:
/// <code>
/// router_settings: {provider_budget_config: {openai: {budget_limit: 100, time_period: 1d}}}
/// model_list: [{model_name: m, litellm_params: {model: openai/m, max_budget: 20, budget_duration: 30d}}]
/// </code>
/// </summary>
internal static class DeploymentBudgetReader
{
    public static DeploymentBudgetSettings? OfDeployment(Section parameters) => Read(parameters, "max_budget", "budget_duration");

    public static Dictionary<string, DeploymentBudgetSettings> OfProviders(Section router)
    {
        var budgets = new Dictionary<string, DeploymentBudgetSettings>(StringComparer.Ordinal);
        if (router.Child("provider_budget_config") is not { } providers)
        {
            return budgets;
        }

        foreach (var entry in providers.Map.Entries)
        {
            if (providers.Child(entry.Name) is not { } section)
            {
                continue;
            }

            // LiteLLM's older names for the two.
            if ((Read(section, "budget_limit", "time_period") ?? Read(section, "max_budget", "budget_duration")) is { } budget)
            {
                budgets[entry.Name] = budget;
            }

            section.WarnAboutUnknown();
        }

        return budgets;
    }

    private static DeploymentBudgetSettings? Read(Section section, string max, string duration)
    {
        var period = section.String(duration);
        if (period is not null && BudgetPeriod.Parse(period, TimeZoneInfo.Utc) is null)
        {
            section.Context.Findings.Error(section.Node(duration)!, $"found '{period}'; valid is a period such as 1d, 24h, 7d, 30d or 1mo");
        }

        return section.Number(max) is { } dollars ? new(dollars, period) : null;
    }
}
