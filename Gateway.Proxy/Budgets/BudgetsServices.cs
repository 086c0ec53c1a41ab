namespace Gateway.Proxy.Budgets;

internal static class BudgetsServices
{
    public static void AddBudgets(this IServiceCollection services)
    {
        services.AddSingleton<BudgetsStep>();
        services.AddSingleton<CostEstimate>();
        services.AddSingleton<BudgetResets>();
        services.AddSingleton<GatewayBudget>();
        services.AddSingleton<DeploymentBudgets>();
        services.AddSingleton<NewCustomers>();
    }
}
