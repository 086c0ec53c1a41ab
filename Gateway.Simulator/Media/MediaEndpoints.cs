using System.Text;
using System.Text.Json;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Media;

/// <summary>Speech, pictures and moderation: simple answers that depend on the request alone, for testing that they pass through a gateway.</summary>
internal static class MediaEndpoints
{
    public static void MapMedia(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/audio/transcriptions", InferencePipeline.Raw(Transcribe));
        app.MapPost("/v1/audio/translations", InferencePipeline.Raw(Transcribe));
        app.MapPost("/v1/audio/speech", InferencePipeline.Json(Speak));
        app.MapPost("/v1/images/generations", InferencePipeline.Json(Draw));
        app.MapPost("/v1/moderations", InferencePipeline.Json(Moderate, modelRequired: false));
    }

    /// <summary>multipart/form-data with a file and a model → <c>{"text":"…"}</c>, or the bare text with response_format text.</summary>
    private static Answer Transcribe(InferenceCall call, byte[] body)
    {
        if (MultipartForm.Read(call.Context.Request.ContentType, body, out var error) is not { } form)
        {
            return Answer.Error(error!);
        }

        if (form.Fields.GetValueOrDefault("model") is { } model && !call.Engine.Serves(model))
        {
            return Answer.Error(Errors.ApiError.UnknownModel(model));
        }

        var text = Tokenizer.Decode(AnswerText.Tokens(form.FileHash));
        return form.Fields.GetValueOrDefault("response_format") == "text"
            ? Answer.Content("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text))
            : Answer.Json(JsonResponse.Build(json =>
            {
                json.WriteStartObject();
                json.WriteString("text", text);
                json.WriteEndObject();
            }));
    }

    /// <summary>A WAV file of silence, longer for a longer text.</summary>
    private static Answer Speak(InferenceCall call, FieldReader fields)
    {
        var input = fields.TryGetRequired("input", out _) ? fields.Text("input") : null;
        return fields.Error is { } error ? Answer.Error(error) : Answer.Content("audio/wav", WaveFile.Silence(TimeSpan.FromMilliseconds(10 * input!.Length)));
    }

    /// <summary><code>{"created":1,"data":[{"b64_json":"…"}]}</code></summary>
    private static Answer Draw(InferenceCall call, FieldReader fields)
    {
        var prompt = fields.TryGetRequired("prompt", out _) ? fields.Text("prompt") : null;
        var count = fields.Integer("n", 1, 10) ?? 1;
        var asUrl = fields.Text("response_format") == "url";
        return fields.Error is { } error ? Answer.Error(error) : Answer.Json(JsonResponse.Build(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("created", call.Created);
            json.WriteStartArray("data");
            for (var i = 0; i < count; i++)
            {
                var hash = Hash64.Combine(Hash64.OfText(prompt), (ulong)i);
                json.WriteStartObject();
                if (asUrl)
                {
                    json.WriteString("url", $"http://images.invalid/{hash:x16}.png");
                }
                else
                {
                    json.WriteBase64String("b64_json", OnePixel.Png);
                }

                json.WriteString("revised_prompt", prompt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>An input is flagged when it has the word "violence". <code>{"id":"modr-1","model":"m","results":[{"flagged":false,"categories":{…},"category_scores":{…}}]}</code></summary>
    private static Answer Moderate(InferenceCall call, FieldReader fields)
    {
        var inputs = fields.TryGetRequired("input", out _) ? fields.Texts("input") : [];
        return fields.Error is { } error ? Answer.Error(error) : Answer.Json(JsonResponse.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", "modr-" + call.RequestId);
            json.WriteString("model", call.Engine.Settings.Model);
            json.WriteStartArray("results");
            foreach (var input in inputs)
            {
                WriteResult(json, input.Contains("violence", StringComparison.OrdinalIgnoreCase));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static void WriteResult(Utf8JsonWriter json, bool isViolent)
    {
        json.WriteStartObject();
        json.WriteBoolean("flagged", isViolent);
        json.WriteStartObject("categories");
        json.WriteBoolean("violence", isViolent);
        json.WriteEndObject();
        json.WriteStartObject("category_scores");
        json.WriteNumber("violence", isViolent ? 0.99 : 0.01);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
