using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.ServiceDefaults.Integrations;

public static class RedisClient
{
    /// <summary>Registers <see cref="IConnectionMultiplexer"/> with a health check; the first use connects. A server that is away does not throw.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="address">Where it is; time limits and the like are set here.</param>
    public static void AddRedis(this IHostApplicationBuilder builder, ConfigurationOptions address)
    {
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
        {
            var options = address.Clone();
            options.AbortOnConnectFail = false;

            // INFO, for /cache/redis/info.
            options.AllowAdmin = true;
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            "Redis", provider => new RedisHealthCheck(provider), null, null, TimeSpan.FromSeconds(2)));
    }
}
