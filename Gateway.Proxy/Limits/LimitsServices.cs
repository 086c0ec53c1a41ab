using Gateway.Proxy.Counters;

namespace Gateway.Proxy.Limits;

internal static class LimitsServices
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddSingleton<SharedCounters>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedCounters>());
        services.AddSingleton<RateLimitsStep>();
    }
}
