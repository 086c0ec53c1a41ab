namespace Gateway.Proxy.Charts;

internal static class ActivityServices
{
    public static void AddActivity(this IServiceCollection services)
    {
        services.AddSingleton<ActivityStore>();
        services.AddHostedService<ActivityRetention>();
    }
}
