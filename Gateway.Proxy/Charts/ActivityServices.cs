namespace Gateway.Proxy.Charts;

internal static class ActivityServices
{
    public static void AddActivity(this IServiceCollection services)
    {
        services.AddSingleton<ActivityStore>();
        services.AddSingleton<DeploymentDayStore>();
        services.AddHostedService<ActivityRetention>();
    }
}
