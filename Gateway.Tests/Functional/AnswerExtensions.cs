using System.Text.Json;

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

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
