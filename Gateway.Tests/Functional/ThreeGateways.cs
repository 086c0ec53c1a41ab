using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Three gateway processes on one config, one Redis and one PostgreSQL, over two engines.</summary>
internal sealed class ThreeGateways : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-three-");
    private readonly RedisServer _redis = new();
    private readonly List<GatewayProcess> _processes = [];

    private ThreeGateways(SimulatedFleet fleet) => Fleet = fleet;

    public SimulatedFleet Fleet { get; }

    public IReadOnlyList<GatewayProcess> Processes => _processes;

    public string ConfigPath => Path.Combine(_folder.FullName, "config.yaml");

    /// <param name="databaseUrl">An empty PostgreSQL database.</param>
    /// <param name="more">Further sections of the config.</param>
    public static async Task<ThreeGateways> StartAsync(string databaseUrl, string more = "")
    {
        var three = new ThreeGateways(await Functional.Fleet.StartAsync(2));
        await three._redis.InitializeAsync();
        await File.WriteAllTextAsync(three.ConfigPath, three.Config(databaseUrl) + more);
        three._processes.AddRange(await Task.WhenAll(Enumerable.Range(0, 3).Select(i =>
            GatewayProcess.StartAsync(three.ConfigPath, Path.Combine(three._folder.FullName, $"data-{i}")))));
        foreach (var process in three._processes)
        {
            await WhenAsync(async () => (await process.Http.GetAsync("/health/readiness")).IsSuccessStatusCode, "readiness");
        }

        return three;
    }

    /// <summary>Of the process with this number, counted round.</summary>
    public async Task<JsonElement> ManageAsync(int number, string path, string json)
    {
        using var response = await Http(number).PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<string> NewKeyAsync(string json) => (await ManageAsync(0, "/key/generate", json)).GetProperty("key").GetString()!;

    public async Task<HttpStatusCode> ChatAsync(int number, string key, string model = "m")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Http(number).SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Until every process lets this key in.</summary>
    public async Task WhenKnownAsync(string key)
    {
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            await WhenAsync(async () => await GetModelsAsync(number, key) == HttpStatusCode.OK, $"process {number} to know the key");
        }
    }

    public static async Task WhenAsync(Func<Task<bool>> condition, string what)
    {
        for (var i = 0; !await condition(); i++)
        {
            Assert.True(i < 1_000, $"Waited for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public HttpClient Http(int number) => _processes[number % 3].Http;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _redis.DisposeAsync();
        await Fleet.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<HttpStatusCode> GetModelsAsync(int number, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Http(number).SendAsync(request);
        return response.StatusCode;
    }

    private string Config(string databaseUrl) => Functional.Fleet.Config(Fleet, $$"""
          - model_name: dollar
            litellm_params: { model: openai/m, api_base: "{{Fleet["b"].Address}}v1", input_cost_per_request: 1 }
        router_settings: { redis_host: {{_redis.Host}}, redis_port: {{_redis.Port}}, allowed_fails: 0, cooldown_time: 600 }
        general_settings: { database_url: "{{databaseUrl}}" }

        """);
}
