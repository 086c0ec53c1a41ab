using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Storage;
using Gateway.Simulator;
using Gateway.Tests.Servers;
using Xunit.Abstractions;

namespace Gateway.Tests.Functional;

/// <summary>kill -9 at any moment: what a client got whole is in the database once, and the sums agree.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SpendKillTests(PostgresServer postgres, ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 4;
    private const int Workers = 12;
    private const double InputPrice = 0.000_001;
    private const double OutputPrice = 0.000_003;

    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-kill-").FullName;
    private readonly ConcurrentDictionary<string, double> _answered = new();
    private readonly ConcurrentDictionary<string, bool> _sent = new();

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Process_that_is_killed_loses_and_doubles_nothing(string dialect)
    {
        var connection = dialect == nameof(SqlDialect.PostgreSql) ? await postgres.NewDatabaseAsync() : null;
        await using var fleet = await Fleet.StartAsync(2);
        var config = await WriteConfigAsync(fleet, connection);
        var chance = new Random(4711);
        for (var round = 0; round < Rounds; round++)
        {
            await using var gateway = await GatewayProcess.StartAsync(config, _directory);
            using var over = new CancellationTokenSource();
            var load = Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => LoadAsync(gateway.Http, worker, over.Token)));
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(400, 1_600)), TimeProvider.System);
            await gateway.KillAsync();
            await over.CancelAsync();
            await load;
        }

        // The last start replays the journal; its stop stores the rest.
        await using (var last = await GatewayProcess.StartAsync(config, _directory))
        {
            await SpendAnswerAsync(last.Http, "last", stream: true, CancellationToken.None);
            Assert.Equal(0, await last.StopAsync());
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(_directory, "spend-journal")));
        await using var database = DatabaseFactory.Create(connection, new GatewayOptions { DataDirectory = _directory });
        var rows = await database.QueryAsync("SELECT request_id, cost FROM spend_logs", row => (Id: row.GetString(0), Cost: row.GetDouble(1)));
        var costs = rows.ToDictionary(row => row.Id, row => row.Cost);
        output.WriteLine($"{_answered.Count} whole answers, {rows.Count} rows");
        Assert.InRange(_answered.Count, 100, rows.Count);
        foreach (var (id, cost) in _answered)
        {
            Assert.True(costs.TryGetValue(id, out var stored), $"The answer of {id} was whole, but it has no row.");
            Assert.Equal(cost, stored, 1e-9);
        }

        // Beyond those, only what was under way when the process was killed: at most one a worker and kill.
        Assert.All(rows, row => Assert.True(_sent.ContainsKey(row.Id), $"Nobody has sent {row.Id}."));
        Assert.InRange(rows.Count - _answered.Count, 0, Rounds * Workers);
        Assert.Equal(rows.Count, costs.Count);

        var sums = Assert.Single(await database.QueryAsync("SELECT SUM(requests), SUM(cost) FROM daily_spend", row => (Requests: Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture), Cost: row.GetDouble(1))));
        Assert.Equal(rows.Count, sums.Requests);
        Assert.Equal(rows.Sum(row => row.Cost), sums.Cost, 1e-9);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<string> WriteConfigAsync(SimulatedFleet fleet, string? connection)
    {
        var price = string.Create(CultureInfo.InvariantCulture, $", input_cost_per_token: {InputPrice:0.0000000}, output_cost_per_token: {OutputPrice:0.0000000}");
        var models = string.Concat(fleet.Engines.Select(engine => Fleet.Deployment("m", engine.Address, price)));
        var path = Path.Combine(_directory, "config.yaml");
        await File.WriteAllTextAsync(path, $"model_list:\n{models}{(connection is null ? "" : $"general_settings: {{ database_url: \"{connection}\" }}\n")}");
        return path;
    }

    private async Task LoadAsync(HttpClient http, int worker, CancellationToken over)
    {
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            try
            {
                await SpendAnswerAsync(http, $"{Guid.NewGuid():N}-{worker}-{i}", stream: i % 2 == 1, over);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    // As strict as any client: an answer is whole with its last content byte, a stream with [DONE], whatever becomes of the connection.
    private async Task SpendAnswerAsync(HttpClient http, string id, bool stream, CancellationToken cancellationToken)
    {
        var more = stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"m","messages":[{"role":"user","content":"Hello {{id}}"}]{{more}}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-litellm-call-id", id);
        _sent[id] = true;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        if (!stream)
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            _answered[id] = Cost(json.RootElement.GetProperty("usage"));
            return;
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        double? cost = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == "data: [DONE]")
            {
                _answered[id] = cost!.Value;
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(line["data: ".Length..]);
                cost = json.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object ? Cost(usage) : cost;
            }
        }
    }

    private static double Cost(JsonElement usage) =>
        (usage.GetProperty("prompt_tokens").GetInt32() * InputPrice) + (usage.GetProperty("completion_tokens").GetInt32() * OutputPrice);
}
