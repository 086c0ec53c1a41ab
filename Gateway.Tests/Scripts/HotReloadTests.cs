using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Scripts;

/// <summary>Edits the config of a running gateway, from the file to the answer.</summary>
public sealed class HotReloadTests : IAsyncLifetime
{
    private const string Key = "sk-for-this-test";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private SimulatedFleet _fleet = null!;
    private RunningProgram _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });
        Save(Entry("old-model"));
        var port = FreePort.Next();
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        _gateway = GatewayPrograms.Proxy(_folder, ["--port", $"{port}"], ("LITELLM_MASTER_KEY", Key));
        await Eventually.AnswersAsync(new Uri(_http.BaseAddress, "/health/readiness"));
    }

    [Fact]
    public async Task New_model_answers_soon_after_the_edit()
    {
        Assert.Equal(HttpStatusCode.NotFound, await ChatAsync("new-model"));

        Save(Entry("old-model") + Entry("new-model"));

        await Eventually.TrueAsync(async () => await ChatAsync("new-model") == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bad_edit_is_reported_in_health_and_the_old_config_goes_on()
    {
        Save(Entry("new-model") + "      rpm: many\n");

        await Eventually.TrueAsync(async () => (await ConfigHealthAsync()).GetProperty("reload_failures").GetInt32() > 0);

        Assert.Contains("config.yaml:", (await ConfigHealthAsync()).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await ChatAsync("old-model"));
        Assert.Equal(HttpStatusCode.NotFound, await ChatAsync("new-model"));
    }

    [Fact]
    public async Task Edit_after_a_bad_one_is_taken()
    {
        Save("model_list: nonsense");
        await Eventually.TrueAsync(async () => (await ConfigHealthAsync()).GetProperty("reload_failures").GetInt32() > 0);

        Save(Entry("new-model"));

        await Eventually.TrueAsync(async () => await ChatAsync("new-model") == HttpStatusCode.OK);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _fleet.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private string Entry(string name) => $$"""
          - model_name: {{name}}
            litellm_params:
              model: openai/m
              api_base: {{_fleet[0].Address}}v1

        """;

    private void Save(string entries) => _folder.Write("config.yaml", entries.StartsWith(' ') ? "model_list:\n" + entries : entries);

    private async Task<HttpStatusCode> ChatAsync(string model)
    {
        using var body = new StringContent($$"""{"model": "{{model}}", "messages": [{"role": "user", "content": "Hello"}]}""", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync("/v1/chat/completions", body);
        return answer.StatusCode;
    }

    private async Task<JsonElement> ConfigHealthAsync() => (await _http.GetFromJsonAsync<JsonElement>("/health")).GetProperty("config");
}
