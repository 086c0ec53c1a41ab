using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.ServiceDefaults.Integrations;

public static class RedisClient
{
    /// <summary>Registers <c>IConnectionMultiplexer</c> with Aspire's health check. A server that is away does not throw.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="address">Where it is; time limits and the like are set here.</param>
    public static void AddRedis(this IHostApplicationBuilder builder, ConfigurationOptions address) =>
        builder.AddRedisClient(
            "redis",
            settings =>
            {
                settings.ConnectionString = address.ToString(includePassword: false);

                // A span for each command of each request would cost more than the command.
                settings.DisableTracing = true;
            },
            options =>
            {
                options.AbortOnConnectFail = false;

                // A text could not hold those with a comma.
                options.User = address.User;
                options.Password = address.Password;

                // INFO, for /cache/redis/info.
                options.AllowAdmin = true;
            });
}
