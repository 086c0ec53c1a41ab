using System.Text;
using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// LiteLLM's ways to try things out without a model: <c>mock_response</c> answers in its place, <c>mock_testing_*</c>
/// makes the first group fail.
/// </summary>
internal sealed class MockAnswers(TimeProvider time)
{
    /// <summary>True when the request asked for this attempt to fail.</summary>
    public static bool TryFail(InferenceContext context, Attempt attempt)
    {
        var overrides = context.Facts.Overrides;
        if (ReferenceEquals(overrides, RequestOverrides.None))
        {
            return false;
        }

        if (overrides.MockTestingRateLimitError)
        {
            Fail(attempt, Outcome.RateLimited, GatewayErrors.Upstream(429, "This is a mock rate limit error (mock_testing_rate_limit_error)."));
            return true;
        }

        if (context.Plan!.OnFallback)
        {
            return false;
        }

        if (overrides.MockTestingContextWindowFallbacks)
        {
            Fail(attempt, Outcome.ContextWindowExceeded, GatewayErrors.Upstream(400, "This is a mock context window error (mock_testing_context_window_fallbacks)."));
        }
        else if (overrides.MockTestingContentPolicyFallbacks)
        {
            Fail(attempt, Outcome.ContentPolicyViolated, GatewayErrors.Upstream(400, "This is a mock content policy error (mock_testing_content_policy_fallbacks)."));
        }
        else if (overrides.MockTestingFallbacks)
        {
            Fail(attempt, Outcome.ServerError, GatewayErrors.Upstream(500, "This is a mock server error (mock_testing_fallbacks)."));
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>True when a canned answer was written.</summary>
    public async ValueTask<bool> TryAnswerAsync(InferenceContext context, Attempt attempt)
    {
        var text = context.Facts.Overrides.MockResponse ?? attempt.Deployment.MockResponse;
        if (text is null || !(IsChat(context) || context.Route.Kind == EndpointKind.Completions))
        {
            return false;
        }

        attempt.Status = 200;
        attempt.FirstTokenAt = time.GetTimestamp();
        attempt.SetUsage(new Usage(context.Plan!.PromptTokens, TokenEstimate.FromBytes(text.Length)) { Estimated = true }, time);
        attempt.Outcome = Outcome.Relayed;
        var response = context.Http.Response;
        response.ContentType = context.Facts.Stream ? "text/event-stream; charset=utf-8" : "application/json";
        using var upstream = new HttpResponseMessage();
        AnswerHeaders.Write(context, attempt, upstream.Headers, time);
        var body = await ToldAsync(context, context.Facts.Stream ? Stream(context, attempt.Usage, text) : Object(context, attempt.Usage, text));
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.Http.RequestAborted);
        return true;
    }

    private static bool IsChat(InferenceContext context) =>
        context.Route.Kind is EndpointKind.ChatCompletions or EndpointKind.Messages or EndpointKind.Responses;

    // In the client's own dialect, as a model server's answer would be.
    private static async ValueTask<ReadOnlyMemory<byte>> ToldAsync(InferenceContext context, byte[] chat)
    {
        if (ClientDialects.For(context) is not { } dialect)
        {
            return chat;
        }

        if (!context.Facts.Stream)
        {
            return await dialect.AnswerAsync(chat);
        }

        using var told = new MemoryStream();
        await using var events = new TranslatedStream(new MemoryStream(chat), dialect.Stream());
        await events.CopyToAsync(told);
        return told.ToArray();
    }

    private static void Fail(Attempt attempt, Outcome outcome, GatewayError error)
    {
        attempt.Outcome = outcome;
        attempt.Status = error.Status;
        attempt.UpstreamError = error;
        attempt.IsMock = true;
    }

    private byte[] Object(InferenceContext context, Usage usage, string text) => Json(writer =>
    {
        Begin(writer, context, chunk: false);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        if (IsChat(context))
        {
            writer.WriteStartObject("message"u8);
            writer.WriteString("role"u8, "assistant"u8);
            writer.WriteString("content"u8, text);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("text"u8, text);
        }

        writer.WriteString("finish_reason"u8, "stop"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        WriteUsage(writer, usage);
    });

    // The chunks that a model server would send: role, text, end, usage if asked for, [DONE].
    private byte[] Stream(InferenceContext context, Usage usage, string text)
    {
        var chat = IsChat(context);
        var events = new StringBuilder();
        if (chat)
        {
            Event(events, Chunk(context, writer => Delta(writer, delta => delta.WriteString("role"u8, "assistant"u8))));
            Event(events, Chunk(context, writer => Delta(writer, delta => delta.WriteString("content"u8, text))));
            Event(events, Chunk(context, writer => Delta(writer, static _ => { }), "stop"));
        }
        else
        {
            Event(events, Chunk(context, writer => writer.WriteString("text"u8, text), "stop"));
        }

        if (context.Facts.StreamOptions == StreamOptionsFact.UsageOn || context.Route.Kind is EndpointKind.Messages or EndpointKind.Responses)
        {
            Event(events, Json(writer =>
            {
                Begin(writer, context, chunk: true);
                writer.WriteStartArray("choices"u8);
                writer.WriteEndArray();
                WriteUsage(writer, usage);
            }));
        }

        return Encoding.UTF8.GetBytes(events.Append("data: [DONE]\n\n").ToString());
    }

    private byte[] Chunk(InferenceContext context, Action<Utf8JsonWriter> output, string? finishReason = null) => Json(writer =>
    {
        Begin(writer, context, chunk: true);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        output(writer);
        writer.WriteString("finish_reason"u8, finishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    private void Begin(Utf8JsonWriter writer, InferenceContext context, bool chunk)
    {
        var chat = IsChat(context);
        writer.WriteString("id"u8, (chat ? "chatcmpl-" : "cmpl-") + context.RequestId);
        writer.WriteString("object"u8, chat ? (chunk ? "chat.completion.chunk" : "chat.completion") : "text_completion");
        writer.WriteNumber("created"u8, time.GetUtcNow().ToUnixTimeSeconds());
        writer.WriteString("model"u8, context.RequestedModel);
    }

    private static void Delta(Utf8JsonWriter writer, Action<Utf8JsonWriter> members)
    {
        writer.WriteStartObject("delta"u8);
        members(writer);
        writer.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter writer, Usage usage)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        writer.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        writer.WriteNumber("total_tokens"u8, usage.TotalTokens);
        writer.WriteEndObject();
    }

    private static void Event(StringBuilder events, byte[] json) => events.Append("data: ").Append(Encoding.UTF8.GetString(json)).Append("\n\n");

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
