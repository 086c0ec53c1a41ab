namespace Gateway.Proxy.Alerts;

internal static class AlertServices
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertQueue>();
        services.AddSingleton<AlertLog>();
        services.AddSingleton<BudgetAlerts>();
        services.AddSingleton<AlertSender>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertSender>());
        services.AddSingleton<KeyAlerts>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyAlerts>());
        services.AddSingleton<AlertWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
    }
}
