using System.Text.Json;
using Gateway.Simulator.Chat;
using Gateway.Simulator.Completions;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.TokenEndpoints;

/// <summary>
/// POST /tokenize and /detokenize. The count for messages is the <c>prompt_tokens</c> that the same chat request has.
/// <code>
/// {"prompt": "Hello"} or {"messages": […]} → {"count":2,"max_model_len":4096,"tokens":[…],"token_strs":null}
/// {"tokens": […]} → {"prompt":"Hello"}
/// </code>
/// </summary>
internal static class TokenizeEndpoints
{
    public static void MapTokenize(this IEndpointRouteBuilder app)
    {
        app.MapPost("/tokenize", InferencePipeline.Json(Tokenize, modelRequired: false));
        app.MapPost("/detokenize", InferencePipeline.Json(Detokenize, modelRequired: false));
    }

    private static Answer Tokenize(InferenceCall call, FieldReader fields)
    {
        var tokens = fields.TryGet("messages", out var messages) ? OfMessages(call, fields, messages)
            : fields.TryGetRequired("prompt", out _) && fields.Text("prompt") is { } prompt ? Tokenizer.Encode(prompt)
            : [];
        var withTexts = fields.Flag("return_token_strs");
        if (fields.Error is { } error)
        {
            return Answer.Error(error);
        }

        return Answer.Json(JsonResponse.Build(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", tokens.Length);
            json.WriteNumber("max_model_len", call.Engine.Settings.MaxModelLen);
            WriteTokens(json, tokens);
            WriteTexts(json, tokens, withTexts);
            json.WriteEndObject();
        }));
    }

    private static Answer Detokenize(InferenceCall call, FieldReader fields)
    {
        var tokens = fields.TryGetRequired("tokens", out var list) ? PromptInput.ReadTokens(list) : [];
        if (tokens is null)
        {
            fields.Fail(ApiError.Validation("list_type", "tokens", "Input should be a valid list of token ids"));
        }

        return fields.Error is { } error
            ? Answer.Error(error)
            : Answer.Json(JsonResponse.Build(json =>
            {
                json.WriteStartObject();
                json.WriteString("prompt", Tokenizer.Decode(tokens));
                json.WriteEndObject();
            }));
    }

    private static int[] OfMessages(InferenceCall call, FieldReader fields, JsonElement messages)
    {
        JsonElement? tools = fields.TryGet("tools", out var list) ? list : null;
        var prompt = ChatPrompt.Read(messages, tools, fields.Flag("add_generation_prompt", otherwise: true), call.Engine.Settings, out var error);
        if (error is not null)
        {
            fields.Fail(error);
        }

        return prompt?.Tokens ?? [];
    }

    private static void WriteTokens(Utf8JsonWriter json, int[] tokens)
    {
        json.WriteStartArray("tokens");
        foreach (var token in tokens)
        {
            json.WriteNumberValue(token);
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, int[] tokens, bool isWanted)
    {
        if (!isWanted)
        {
            json.WriteNull("token_strs");
            return;
        }

        json.WriteStartArray("token_strs");
        foreach (var token in tokens)
        {
            json.WriteStringValue(Tokenizer.Decode([token]));
        }

        json.WriteEndArray();
    }
}
