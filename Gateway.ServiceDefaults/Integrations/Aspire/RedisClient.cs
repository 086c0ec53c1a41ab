using Microsoft.Extensions.Hosting;

namespace Gateway.ServiceDefaults.Integrations;

public static class RedisClient
{
    /// <summary>Registers <c>IConnectionMultiplexer</c> with Aspire's health check. A server that is away does not throw.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="configuration">In StackExchange.Redis's form: <c>redis:6379,password=…</c>.</param>
    public static void AddRedis(this IHostApplicationBuilder builder, string configuration) =>
        builder.AddRedisClient(
            "redis",
            settings =>
            {
                settings.ConnectionString = configuration;

                // A span for each command of each request would cost more than the command.
                settings.DisableTracing = true;
            },
            options =>
            {
                options.AbortOnConnectFail = false;

                // INFO, for /cache/redis/info.
                options.AllowAdmin = true;
            });
}
