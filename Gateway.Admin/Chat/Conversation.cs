using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Admin.Api;
using Gateway.Contracts;

namespace Gateway.Admin.Chat;

/// <summary>Messages with one model, and what the last answer took.</summary>
internal sealed class Conversation(GatewayClient gateway, TimeProvider time)
{
    private const string CallId = "x-litellm-call-id";

    // More often than the eye sees would be work for nothing.
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(50);

    // Rows of the spend log come a moment after the answer.
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(500);
    private const int Looks = 12;

    public List<ChatMessage> Messages { get; } = [];

    public string? Problem { get; private set; }

    public bool IsAnswering { get; private set; }

    public TimeSpan? FirstToken { get; private set; }

    public TimeSpan? Duration { get; private set; }

    public int? PromptTokens { get; private set; }

    public int? AnswerTokens { get; private set; }

    public string? RequestId { get; private set; }

    /// <summary>The request's row, once it is written: what it cost.</summary>
    public SpendLogRow? Row { get; private set; }

    /// <summary>The model waits for what its tools say.</summary>
    public bool WaitsForTools => Messages is [.., { ToolCalls.Count: > 0 }];

    public void Add(string text, IEnumerable<string> images)
    {
        if (WaitsForTools)
        {
            foreach (var call in Messages[^1].ToolCalls.ToList())
            {
                var result = new ChatMessage("tool") { ToolCallId = call.Id };
                result.Text.Append(text);
                Messages.Add(result);
            }

            return;
        }

        var message = new ChatMessage("user");
        message.Text.Append(text);
        message.Images.AddRange(images);
        Messages.Add(message);
    }

    public void Clear()
    {
        Messages.Clear();
        (Problem, FirstToken, Duration, PromptTokens, AnswerTokens, RequestId, Row) = (null, null, null, null, null, null, null);
    }

    /// <param name="model">A model group.</param>
    /// <param name="settings">What goes with it.</param>
    /// <param name="changed">There is more to see.</param>
    /// <param name="cancellationToken">Stops the answer, and the model's work on it.</param>
    public async Task AnswerAsync(string model, ChatSettings settings, Func<Task> changed, CancellationToken cancellationToken)
    {
        (Problem, FirstToken, Duration, PromptTokens, AnswerTokens, RequestId, Row, IsAnswering) = (null, null, null, null, null, null, null, true);
        var watch = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        var answer = new ChatMessage("assistant");
        try
        {
            var body = settings.ToJson(model, Messages);
            Messages.Add(answer);
            using var response = await gateway.Chat.BeginAsync(body, string.IsNullOrWhiteSpace(settings.Key) ? null : settings.Key.Trim(), cancellationToken);
            RequestId = response.Headers.TryGetValues(CallId, out var ids) ? ids.First() : null;
            await foreach (var item in ChatApi.EventsAsync(response, cancellationToken))
            {
                if (Take(answer, item))
                {
                    FirstToken ??= watch.Elapsed;
                }

                if (watch.Elapsed - shown > s_redraw)
                {
                    shown = watch.Elapsed;
                    await changed();
                }
            }
        }
        catch (Exception exception) when (exception is GatewayException or FormatException)
        {
            Problem = exception.Message;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Problem = "The answer broke off.";
        }
        catch (OperationCanceledException)
        {
            Problem = "Stopped.";
        }
        finally
        {
            Duration = watch.Elapsed;
            IsAnswering = false;
            if (answer is { Text.Length: 0, Reasoning.Length: 0, ToolCalls.Count: 0 })
            {
                Messages.Remove(answer);
            }
        }
    }

    /// <summary>Waits for the request's row, for as long as that is worth it.</summary>
    public async Task FindRowAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Looks && RequestId is not null && Row is null; i++)
        {
            await Task.Delay(s_lookAgain, time, cancellationToken);
            Row = await gateway.Logs.FindAsync(RequestId, new LogFilter(), cancellationToken);
        }
    }

    // True: there was something of the answer in it.
    private bool Take(ChatMessage answer, JsonNode item)
    {
        if (item["usage"] is JsonObject usage)
        {
            PromptTokens = (int?)usage["prompt_tokens"];
            AnswerTokens = (int?)usage["completion_tokens"];
        }

        if (item["choices"] is not JsonArray { Count: > 0 } choices || choices[0]?["delta"] is not { } delta)
        {
            return false;
        }

        var before = answer.Text.Length + answer.Reasoning.Length + answer.ToolCalls.Count;
        answer.Text.Append((string?)delta["content"]);
        answer.Reasoning.Append((string?)delta["reasoning_content"] ?? (string?)delta["reasoning"]);
        foreach (var piece in delta["tool_calls"] as JsonArray ?? [])
        {
            TakeToolCall(answer, piece!);
        }

        return answer.Text.Length + answer.Reasoning.Length + answer.ToolCalls.Count > before;
    }

    private static void TakeToolCall(ChatMessage answer, JsonNode piece)
    {
        var index = (int?)piece["index"] ?? 0;
        while (answer.ToolCalls.Count <= index)
        {
            answer.ToolCalls.Add(new ToolCall());
        }

        var call = answer.ToolCalls[index];
        call.Id = (string?)piece["id"] ?? call.Id;
        call.Name = (string?)piece["function"]?["name"] ?? call.Name;
        call.Arguments.Append((string?)piece["function"]?["arguments"]);
    }
}
