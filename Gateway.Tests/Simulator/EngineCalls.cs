using System.Text;
using System.Text.Json.Nodes;
using Gateway.Simulator.Engine;

namespace Gateway.Tests.Simulator;

/// <summary>Short ways to call a simulated engine.</summary>
internal static class EngineCalls
{
    private static readonly HttpClient s_client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });

    public static Task<HttpResponseMessage> PostAsync(
        this SimulatedEngine engine, string path, string json, string? requestId = null, CancellationToken cancellation = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(engine.Address, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (requestId is not null)
        {
            request.Headers.Add("X-Request-Id", requestId);
        }

        return s_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>The answer as text, whatever its status.</summary>
    public static async Task<string> PostTextAsync(this SimulatedEngine engine, string path, string json, string? requestId = null)
    {
        using var response = await engine.PostAsync(path, json, requestId);
        return await response.Content.ReadAsStringAsync();
    }

    public static async Task<JsonNode> PostJsonAsync(this SimulatedEngine engine, string path, string json) =>
        JsonNode.Parse(await engine.PostTextAsync(path, json))!;

    public static Task<JsonNode> ChatAsync(this SimulatedEngine engine, string user, string more = "") =>
        engine.PostJsonAsync("/v1/chat/completions", ChatBody(engine, user, more));

    public static Task<string> StreamAsync(this SimulatedEngine engine, string user, string more = "", string? requestId = null) =>
        engine.PostTextAsync("/v1/chat/completions", ChatBody(engine, user, "\"stream\": true, " + more), requestId);

    /// <param name="engine">The engine, for its model.</param>
    /// <param name="user">What the user says.</param>
    /// <param name="more">More fields, each followed by a comma.</param>
    public static string ChatBody(this SimulatedEngine engine, string user, string more = "") =>
        $$"""{"model": "{{engine.Settings.Model}}", {{more}} "messages": [{"role": "user", "content": {{JsonValue.Create(user).ToJsonString()}}}]}""";

    public static Task<HttpResponseMessage> GetAsync(this SimulatedEngine engine, string path) => s_client.GetAsync(new Uri(engine.Address, path));

    public static Task<string> GetTextAsync(this SimulatedEngine engine, string path) => s_client.GetStringAsync(new Uri(engine.Address, path));

    /// <summary>The value of one line of /metrics whose name and labels begin so.</summary>
    public static async Task<double> MetricAsync(this SimulatedEngine engine, string beginning)
    {
        var line = (await engine.GetTextAsync("/metrics")).Split('\n').Single(line => line.StartsWith(beginning, StringComparison.Ordinal));
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The JSON of every event but [DONE].</summary>
    public static IReadOnlyList<JsonNode> Events(string stream) =>
        [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..]).Where(data => data != "[DONE]").Select(data => JsonNode.Parse(data)!)];

    /// <summary>All content deltas of a choice, joined.</summary>
    public static string Content(this IEnumerable<JsonNode> events, int index = 0, string field = "content") => string.Concat(events
        .SelectMany(chunk => chunk["choices"]!.AsArray())
        .Where(choice => (int)choice!["index"]! == index)
        .Select(choice => (string?)choice!["delta"]![field] ?? ""));

    public static string? FinishReason(this IEnumerable<JsonNode> events, int index = 0) => events
        .SelectMany(chunk => chunk["choices"]!.AsArray())
        .Where(choice => (int)choice!["index"]! == index)
        .Select(choice => (string?)choice!["finish_reason"])
        .SingleOrDefault(reason => reason is not null);
}
