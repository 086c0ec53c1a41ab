using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.ServiceDefaults.Integrations;

public static class RedisClient
{
    /// <summary>Registers <see cref="IConnectionMultiplexer"/> with a health check; the first use connects. A server that is away does not throw.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="configuration">In StackExchange.Redis's form: <c>redis:6379,password=…</c>.</param>
    public static void AddRedis(this IHostApplicationBuilder builder, string configuration)
    {
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
        {
            var options = ConfigurationOptions.Parse(configuration);
            options.AbortOnConnectFail = false;

            // INFO, for /cache/redis/info.
            options.AllowAdmin = true;
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            "Redis", provider => new RedisHealthCheck(provider), null, null, TimeSpan.FromSeconds(2)));
    }
}
