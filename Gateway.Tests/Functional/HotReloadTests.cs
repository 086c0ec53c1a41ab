using System.Net;
using Gateway.Proxy.Configuration;
using Gateway.Simulator.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Functional;

public sealed class HotReloadTests
{
    [Fact]
    public async Task Edited_config_takes_effect_while_open_streams_go_on_and_state_survives()
    {
        await using var fleet = await Fleet.StartAsync(1, settings => settings with { AnswerTokens = 200 });
        var config = Fleet.Config(fleet, "general_settings: { rate_limit_config: { key: { rpm: 2 } } }\n");
        await using var gateway = await GatewayServer.StartAsync(config);
        using var key = gateway.NewClient("key");
        (await gateway.ChatAsync("m", client: key)).Dispose();
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 3 });
        using var stream = await gateway.ChatAsync("m", ",\"stream\":true");

        Reload(gateway, config.Replace("general_settings", Fleet.Deployment("added", fleet["a"].Address) + "general_settings", StringComparison.Ordinal));

        using (var added = await gateway.ChatAsync("added"))
        {
            Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        }

        Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsync("m", client: key)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.ChatAsync("m", client: key)).StatusCode);
    }

    [Fact]
    public async Task Bad_edit_changes_nothing_and_is_reported()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        Reload(gateway, "model_list:\n  - model_name: m\n");

        Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsync("m")).StatusCode);
        var health = (await (await gateway.Http.GetAsync("/health")).JsonAsync()).GetProperty("config");
        Assert.Equal(1, health.GetProperty("reload_failures").GetInt64());
        Assert.Contains("litellm_params", health.GetProperty("last_reload_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removed_model_is_gone_and_a_cooldown_of_a_kept_one_survives()
    {
        await using var fleet = await Fleet.StartAsync(2);
        var config = Fleet.Config(fleet, Fleet.Deployment("other", fleet["a"].Address));
        await using var gateway = await GatewayServer.StartAsync(config);
        gateway.State("m").CoolDown(TimeSpan.FromMinutes(1));

        Reload(gateway, Fleet.Config(fleet));

        Assert.Equal(HttpStatusCode.NotFound, (await gateway.ChatAsync("other")).StatusCode);
        Assert.True(gateway.State("m").CooldownLeft(TimeProvider.System.GetTimestamp()) > TimeSpan.Zero);
    }

    // The watcher acts when two looks in a row see the same contents; here the test does the looking.
    private static void Reload(GatewayServer gateway, string yaml)
    {
        File.WriteAllText(gateway.ConfigPath, yaml);
        var watcher = gateway.Services.GetServices<IHostedService>().OfType<ConfigWatcher>().Single();
        watcher.CheckOnce();
        watcher.CheckOnce();
    }
}
