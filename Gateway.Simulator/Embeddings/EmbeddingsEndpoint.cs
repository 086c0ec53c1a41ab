using System.Runtime.InteropServices;
using System.Text.Json;
using Gateway.Simulator.Completions;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Pooling;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Embeddings;

/// <summary>
/// POST /v1/embeddings.
/// <code>
/// {"id":"embd-1","object":"list","created":1,"model":"m","data":[{"index":0,"object":"embedding","embedding":[0.1,…]}],
///  "usage":{"prompt_tokens":4,"total_tokens":4,"completion_tokens":0}}
/// </code>
/// </summary>
internal static class EmbeddingsEndpoint
{
    public static void MapEmbeddings(this IEndpointRouteBuilder app) => app.MapPost("/v1/embeddings", InferencePipeline.Json(Decide));

    private static Answer Decide(InferenceCall call, FieldReader fields)
    {
        var settings = call.Engine.Settings;
        if (settings.Task != EngineTask.Embed)
        {
            return Answer.Error(ApiError.BadRequest("The model does not support Embeddings API"));
        }

        var inputs = PromptInput.Read(fields, "input");
        var dimensions = fields.Integer("dimensions", 1, settings.EmbeddingDimensions) ?? settings.EmbeddingDimensions;
        var isBase64 = ReadEncoding(fields);
        var error = fields.Error ?? (inputs.Count == 0 ? null : ContextLimit.Check(settings, inputs.Max(input => input.Length), null, isChat: false));
        if (error is not null)
        {
            return Answer.Error(error);
        }

        var model = fields.Text("model") ?? settings.Model;
        return new PoolingAnswer(inputs.Sum(input => input.Length), usage => JsonResponse.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", "embd-" + call.RequestId);
            json.WriteString("object", "list");
            json.WriteNumber("created", call.Created);
            json.WriteString("model", model);
            json.WriteStartArray("data");
            for (var i = 0; i < inputs.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("index", i);
                json.WriteString("object", "embedding");
                json.WritePropertyName("embedding");
                Write(json, EmbeddingVector.Of(inputs[i], dimensions), isBase64);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            usage.Write(json);
            json.WriteEndObject();
        }));
    }

    /// <summary>"float" or "base64". A field that is there but null or empty is refused, as vLLM does.</summary>
    private static bool ReadEncoding(FieldReader fields)
    {
        if (!fields.Body.TryGetProperty("encoding_format", out var format))
        {
            return false;
        }

        var name = format.ValueKind == JsonValueKind.String ? format.GetString() : null;
        if (name is not ("float" or "base64"))
        {
            fields.Fail(ApiError.Validation("literal_error", "encoding_format", "Input should be \\'float\\' or \\'base64\\'"));
        }

        return name == "base64";
    }

    private static void Write(Utf8JsonWriter json, float[] vector, bool isBase64)
    {
        if (isBase64)
        {
            json.WriteBase64StringValue(MemoryMarshal.AsBytes<float>(vector));
            return;
        }

        json.WriteStartArray();
        foreach (var value in vector)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
