using System.Net;
using Gateway.Proxy.Spend;
using Gateway.Tests.Proxy.Spend;
using Gateway.Tests.Proxy.Telemetry;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Functional;

/// <summary>A server of its own: the others' databases must not go away with it.</summary>
public sealed class SpendOutageTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task Database_that_goes_away_and_comes_back_misses_nothing_and_has_nothing_twice()
    {
        var connection = await postgres.NewDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync("model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", input_cost_per_token: 0.5, output_cost_per_token: 0.25")
            + $"general_settings: {{ database_url: \"{connection};Timeout=2\" }}\n");
        var stats = gateway.Services.GetRequiredService<SpendStats>();
        var ids = new List<string>();
        var cost = 0.0;

        await SendAsync(300);
        await WaitForDatabaseAsync("connected");
        var load = SendAsync(1_500);
        await postgres.StopAsync();
        await load;
        await SendAsync(200);
        await WaitForDatabaseAsync("Not connected");
        Assert.NotNull(stats.LastError);
        var away = await gateway.Http.GetStringAsync("/metrics");
        Assert.Contains("\ngateway_database_up 0\n", away, StringComparison.Ordinal);
        Assert.True(Scrapes.Sum(away, "gateway_spend_journal_bytes") > 0);
        Assert.True(Scrapes.Sum(away, "litellm_in_memory_spend_update_queue_size") >= 200);

        load = SendAsync(500);
        await postgres.StartAsync();
        await load;
        await WaitForDatabaseAsync("connected");
        await SpendWriterTests.WaitAsync(() => stats.JournalSegments == 0, "the journal to drain");
        var back = await gateway.Http.GetStringAsync("/metrics");
        Assert.Contains("\ngateway_database_up 1\n", back, StringComparison.Ordinal);
        Assert.Equal(0, Scrapes.Sum(back, "litellm_in_memory_spend_update_queue_size"));

        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT request_id FROM spend_logs", database);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        await reader.CloseAsync();
        Assert.Equal(ids.Order(), rows.Order());
        command.CommandText = "SELECT (SELECT SUM(requests) FROM daily_spend)::BIGINT";
        Assert.Equal((long)ids.Count, await command.ExecuteScalarAsync());

        // Quarters of dollars: sums of them are exact in whatever order.
        Assert.True(cost > 0);
        foreach (var sum in (string[])["SELECT SUM(cost) FROM spend_logs", "SELECT SUM(cost) FROM daily_spend"])
        {
            command.CommandText = sum;
            Assert.Equal(cost, await command.ExecuteScalarAsync());
        }

        async Task SendAsync(int count) => await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancel) =>
        {
            using var response = await gateway.ChatAsync("m", cancellationToken: cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var usage = (await response.JsonAsync()).GetProperty("usage");
            lock (ids)
            {
                cost += (usage.GetProperty("prompt_tokens").GetInt32() * 0.5) + (usage.GetProperty("completion_tokens").GetInt32() * 0.25);
                ids.Add(response.Headers.GetValues("x-litellm-call-id").Single());
            }
        });

        async Task WaitForDatabaseAsync(string expected)
        {
            for (var i = 0; ; i++)
            {
                using var response = await gateway.Http.GetAsync("/health/readiness");
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                if ((await response.JsonAsync()).GetProperty("db").GetString() == expected)
                {
                    return;
                }

                Assert.True(i < 300, $"The database never became '{expected}'.");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    [Fact]
    public async Task Gateway_starts_and_serves_while_the_database_was_never_there()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, $"general_settings: {{ database_url: \"postgresql://litellm@127.0.0.1:{FreePort.Next()}/none\" }}\n"));

        using var response = await gateway.ChatAsync("m");
        using var readiness = await gateway.Http.GetAsync("/health/readiness");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (response.StatusCode, readiness.StatusCode));
        Assert.Equal("Not connected", (await readiness.JsonAsync()).GetProperty("db").GetString());
    }
}
