namespace Gateway.Proxy.Limits;

internal static class LimitsServices
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddSingleton<RedisLimits>();
        services.AddSingleton<RateLimitsStep>();
    }
}
