using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Admin.Chat;

/// <summary>The playground's next request as code; the key stays a variable. C# is in <see cref="CSharpSnippet"/>.</summary>
internal static class Snippets
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Curl(string address, JsonObject body) => $"""
        curl {address}/v1/chat/completions \
          -H "Authorization: Bearer $GATEWAY_API_KEY" -H 'Content-Type: application/json' \
          -d '{body.ToJsonString(s_json).Replace("'", "'\\''", StringComparison.Ordinal)}'
        """;

    public static string Python(string address, JsonObject body)
    {
        var more = Rest(body).Select(item => $",\n    {item.Key}={PythonValue(item.Value)}");
        return $"""
            import os
            from openai import OpenAI

            client = OpenAI(base_url="{address}/v1", api_key=os.environ["GATEWAY_API_KEY"])
            stream = client.chat.completions.create(
                model={JsonSerializer.Serialize((string)body["model"]!, s_json)},
                messages={PythonValue(body["messages"])},
                stream=True{string.Concat(more)},
            )
            for chunk in stream:
                if chunk.choices:
                    print(chunk.choices[0].delta.content or "", end="")
            """;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Rest(JsonObject body) => body.Where(item => item.Key is not ("model" or "messages" or "stream" or "stream_options"));

    // JSON is Python but for three words; none of them stands outside of texts with other letters beside it.
    private static string PythonValue(JsonNode? value) => value switch
    {
        null => "None",
        JsonArray list => $"[{string.Join(", ", list.Select(PythonValue))}]",
        JsonObject map => $"{{{string.Join(", ", map.Select(item => $"{JsonSerializer.Serialize(item.Key, s_json)}: {PythonValue(item.Value)}"))}}}",
        _ when value.GetValueKind() == JsonValueKind.True => "True",
        _ when value.GetValueKind() == JsonValueKind.False => "False",
        _ => value.ToJsonString(s_json),
    };
}
