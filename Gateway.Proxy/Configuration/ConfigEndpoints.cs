using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Management;
using Gateway.Proxy.Redis;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Configuration;

/// <summary><c>/config/running</c> and <c>/config/reload</c>.</summary>
internal static class ConfigEndpoints
{
    public static void MapConfig(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementGet("/config/running", ManagementAccess.Viewer, "The config in force, without secrets", call => Task.FromResult<JsonNode>(Show(call)));
        routes.MapManagementPost("/config/reload", ManagementAccess.Admin, "Read the config file again now", ReloadAsync);
    }

    private static async Task<JsonNode> ReloadAsync(ManagementCall call)
    {
        var services = call.Http.RequestServices;
        if (services.GetRequiredService<ConfigFile>().Path is null)
        {
            throw ManagementException.Invalid("config", "the gateway runs without a file; start it with --config.");
        }

        services.GetRequiredService<ConfigWatcher>().ReloadNow();
        await call.ChangeAsync(async transaction =>
        {
            await transaction.RecordAsync("reloaded", "config", "config", null, null, spendSet: false);
            return 0;
        });
        return Show(call);
    }

    private static JsonObject Show(ManagementCall call)
    {
        var services = call.Http.RequestServices;
        var store = services.GetRequiredService<ConfigStore>();
        var last = store.LastReload;
        var running = new RunningConfig(
            services.GetRequiredService<ConfigFile>().Path,
            store.Current.Shown,
            [.. (last?.Findings ?? []).Select(finding => finding.ToString())],
            last?.Time,
            last?.Error,
            store.Reloads,
            store.ReloadFailures,
            GatewayVersion.Text,
            services.GetRequiredService<Database>().Dialect.ToString(),
            services.GetRequiredService<RedisLink>().IsConfigured);
        return Fields.ToNode(running, ContractsJson.Default.RunningConfig);
    }
}
