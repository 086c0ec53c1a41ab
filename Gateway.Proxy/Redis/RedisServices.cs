using Gateway.Proxy.Hosting;
using Gateway.ServiceDefaults.Integrations;
using StackExchange.Redis;

namespace Gateway.Proxy.Redis;

internal static class RedisServices
{
    public static void AddRedisLink(this WebApplicationBuilder builder, GatewaySetup setup)
    {
        var address = RedisAddress.Find(setup.Config, setup.Options, builder.Configuration.GetConnectionString("redis"));
        if (address is not null)
        {
            builder.AddRedis(address);
        }

        builder.Services.AddSingleton(new RedisTiming(setup.Options.RedisCommandLimit, setup.Options.RedisOpenTime));
        builder.Services.AddSingleton(provider => new RedisLink(
            address is null ? null : provider.GetRequiredService<IConnectionMultiplexer>,
            provider.GetRequiredService<RedisTiming>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisLink>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RedisLink>());
        builder.Services.AddSingleton<RedisMessages>();
    }
}
