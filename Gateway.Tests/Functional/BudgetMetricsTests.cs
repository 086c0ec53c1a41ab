using Gateway.Tests.Common;

namespace Gateway.Tests.Functional;

/// <summary>LiteLLM's gauges of budgets, over <see cref="DollarModel"/>.</summary>
public sealed class BudgetMetricsTests
{
    [Fact]
    public async Task Teams_used_keys_and_providers_show_what_is_left()
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(DollarModel.Config(fleet, "router_settings: { provider_budget_config: { openai: { budget_limit: 300 } } }\n"), clock);
        await gateway.PollAsync();
        await gateway.ManageAsync("/team/new", """{"team_id":"red","team_alias":"The reds","max_budget":100,"budget_duration":"24h"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"without"}""");
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"Acme","max_budget":200}""");
        await gateway.NewKeyAsync("""{"max_budget":7,"key_alias":"idle"}""");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"max_budget":50,"team_id":"red","organization_id":"o","key_alias":"busy"}"""));
        using var response = await DollarModel.ChatAsync(gateway, client);
        await gateway.WhenIdleAsync();

        var lines = (await gateway.Http.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("litellm_", StringComparison.Ordinal) && line.Contains("budget", StringComparison.Ordinal))
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, "[0-9a-f]{64}", "HASH"));

        Assert.Equal(
            [
                """litellm_team_max_budget_metric{team="red",team_alias="The reds"} 100""",
                """litellm_remaining_team_budget_metric{team="red",team_alias="The reds"} 80""",
                """litellm_team_budget_remaining_hours_metric{team="red",team_alias="The reds"} 24""",
                """litellm_org_max_budget_metric{org_id="o",org_alias="Acme"} 200""",
                """litellm_remaining_org_budget_metric{org_id="o",org_alias="Acme"} 180""",
                """litellm_api_key_max_budget_metric{hashed_api_key="HASH",api_key_alias="busy"} 50""",
                """litellm_remaining_api_key_budget_metric{hashed_api_key="HASH",api_key_alias="busy"} 30""",
                """litellm_provider_remaining_budget_metric{api_provider="openai"} 280""",
            ],
            lines);
    }

    [Fact]
    public async Task Metrics_of_requests_name_the_team_as_people_do()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(DollarModel.Config(fleet));
        await gateway.PollAsync();
        await gateway.ManageAsync("/team/new", """{"team_id":"red","team_alias":"The reds"}""");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"team_id":"red"}"""));
        using var response = await DollarModel.ChatAsync(gateway, client);
        await gateway.WhenIdleAsync();

        var lines = (await gateway.Http.GetStringAsync("/metrics")).Split('\n').Where(line => line.Contains("team=", StringComparison.Ordinal)).ToList();

        Assert.Contains(lines, line => line.StartsWith("litellm_spend_metric_total{", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("litellm_deployment_total_requests_total{", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains("team=\"red\",team_alias=\"The reds\"", line, StringComparison.Ordinal));
    }
}
