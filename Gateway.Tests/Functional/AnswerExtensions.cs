using System.Text.Json;
using Gateway.Simulator.Engine;

namespace Gateway.Tests.Functional;

/// <summary>Short ways to look into answers.</summary>
internal static class AnswerExtensions
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public static async Task<JsonElement> ErrorAsync(this HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("error");

    /// <summary>The data of every event but <c>[DONE]</c>.</summary>
    public static async Task<List<JsonElement>> ChunksAsync(this HttpResponseMessage response) => (await response.Content.ReadAsStringAsync())
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(text => text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..])
        .Where(data => data != "[DONE]")
        .Select(data => JsonDocument.Parse(data).RootElement)
        .ToList();

    public static JsonElement Json(this ReceivedRequest request)
    {
        using var document = JsonDocument.Parse(request.Body);
        return document.RootElement.Clone();
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
