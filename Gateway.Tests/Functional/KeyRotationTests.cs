using System.Net;
using System.Text.Json;
using Gateway.Proxy.Alerts;
using Gateway.Proxy.Storage;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;
using Gateway.Tests.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Keys with <c>auto_rotate</c>: told when they are due, replaced by their holder, refused when nobody does.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KeyRotationTests(PostgresServer postgres)
{
    private const string Rotates = """{"auto_rotate":true,"rotation_interval":"30d","max_budget":5,"key_type":"llm_api","key_alias":"nightly"}""";

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(nameof(SqlDialect.Sqlite))]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    public async Task Holder_takes_the_successor_and_the_old_key_goes_on_through_the_grace(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, time: _time);
        var old = await gateway.NewKeyAsync(Rotates);
        Assert.Null(await DueAsync(gateway, old));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal("2026-01-31T00:00:00Z", await DueAsync(gateway, old));

        using var holder = gateway.NewClient(old);
        var answer = await (await gateway.PostAsync("/key/rotate", """{"grace_period":"1h"}""", holder)).JsonAsync();
        var successor = answer.GetProperty("key").GetString()!;
        Assert.Equal(("2026-03-02T00:00:00Z", 1, 5), (
            answer.GetProperty("key_rotation_at").GetDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), answer.GetProperty("rotation_count").GetInt32(), answer.GetProperty("max_budget").GetInt32()));
        Assert.Null(await DueAsync(gateway, successor));
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(old)).Status);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((HttpStatusCode.Unauthorized, "expired_key"), await gateway.TryAsync(old));
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(successor)).Status);
    }

    [Fact]
    public async Task Key_that_nobody_rotates_is_refused_after_the_grace_and_told_why()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), time: _time);
        var key = await gateway.NewKeyAsync(Rotates);
        _time.Advance(TimeSpan.FromDays(36));
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key)).Status);
        _time.Advance(TimeSpan.FromDays(1));

        using var client = gateway.NewClient(key);
        using var refused = await gateway.ChatAsync("a", client: client);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("/key/rotate", (await refused.ErrorAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Key_that_ends_by_its_own_date_within_the_grace_has_expired_and_missed_nothing()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), time: _time);
        var key = await gateway.NewKeyAsync(Rotates.Replace("{", """{"duration":"32d",""", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromDays(33));

        using var client = gateway.NewClient(key);
        using var refused = await gateway.ChatAsync("a", client: client);
        Assert.Contains("expired at", (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_key_in_its_grace_does_not_learn_its_successor()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), time: _time);
        var leaked = await gateway.NewKeyAsync(Rotates);
        var regenerated = await gateway.ManageAsync("/key/regenerate", $$"""{"key":"{{leaked}}","grace_period":"1d"}""");
        Assert.Equal(1, regenerated.GetProperty("rotation_count").GetInt32());

        using var client = gateway.NewClient(leaked);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(leaked)).Status);
        using var refused = await gateway.PostAsync("/key/rotate", "{}", client);
        Assert.Equal((HttpStatusCode.Forbidden, "rotated_already"), (refused.StatusCode, (await refused.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("""{}""", "{}", "no_rotation")]
    [InlineData(Rotates, """{"grace_period":"30d"}""", "invalid_value")]
    [InlineData(Rotates, """{"grace_period":"soon"}""", "invalid_value")]
    public async Task Rotation_is_refused(string key, string body, string code)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), time: _time);
        using var client = gateway.NewClient(await gateway.NewKeyAsync(key));
        using var refused = await gateway.PostAsync("/key/rotate", body, client);

        Assert.Equal((HttpStatusCode.BadRequest, code), (refused.StatusCode, (await refused.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Rotation_needs_an_interval_and_ends_when_it_is_turned_off()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), time: _time);
        using var refused = await gateway.PostAsync("/key/generate", """{"auto_rotate":true}""");
        Assert.Equal("rotation_interval", (await refused.ErrorAsync()).GetProperty("param").GetString());

        var key = await gateway.NewKeyAsync(Rotates);
        var updated = await gateway.ManageAsync("/key/update", $$"""{"key":"{{key}}","auto_rotate":false}""");
        Assert.Equal(JsonValueKind.Null, updated.GetProperty("key_rotation_at").ValueKind);
        _time.Advance(TimeSpan.FromDays(60));
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key)).Status);
    }

    [Fact]
    public async Task Somebody_is_told_once_of_keys_that_are_due_or_end_within_a_day()
    {
        await using var webhook = await AlertReceiver.StartServerAsync();
        await using var gateway = await GatewayServer.StartAsync(
            KeyGateway.Models + "general_settings: { alerting: [webhook] }\n", _time, change: options => options with { WebhookUrl = webhook.Address.ToString() });
        await gateway.PollAsync();
        await gateway.NewKeyAsync(Rotates);
        await gateway.NewKeyAsync("""{"duration":"31d","key_alias":"visitor","team_id":"guests"}""");
        _time.Advance(TimeSpan.FromDays(30));
        var watch = gateway.Services.GetRequiredService<KeyAlerts>();
        watch.Look();
        watch.Look();
        await gateway.ManageAsync("/alerts/test", "{}");
        await gateway.WhenAsync(() => webhook.Received >= 3);

        Assert.Equal(
            ["key_ends: The key visitor of team guests ends at 2026-02-01 00:00:00Z.",
             "key_rotation_due: The key nightly has to be rotated until 2026-02-07 00:00:00Z: its holder takes the new one with POST /key/rotate.",
             "test: This is a test: alerts of the gateway arrive here."],
            webhook.Requests.Select(request => $"{request.Json.GetProperty("event").GetString()}: {request.Json.GetProperty("event_message").GetString()}").Order(StringComparer.Ordinal));
    }

    private static async Task<string?> DueAsync(GatewayServer gateway, string key)
    {
        using var client = gateway.NewClient(key);
        using var answer = await gateway.ChatAsync("a", client: client);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.TryGetValues("x-litellm-key-rotation-due", out var values) ? values.Single() : null;
    }
}
