using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Generation;

/// <summary>
/// <code>{"n": 1, "max_tokens": 64, "stop": ["\n"], "seed": 7, "stream": true, "stream_options": {"include_usage": true}}</code>
/// </summary>
internal static class GenerationOptionsReader
{
    public static GenerationOptions Read(FieldReader fields, EngineSettings settings, bool isChat)
    {
        CheckRanges(fields);
        var stream = fields.Flag("stream");
        var hasStreamOptions = fields.TryGetObject("stream_options", out var streamOptions);
        if (hasStreamOptions && !stream)
        {
            fields.Fail(ApiError.BadRequest("Stream options can only be defined when `stream=True`.", "stream_options"));
        }

        var usage = new FieldReader(hasStreamOptions ? streamOptions : EmptyObject);
        var includeUsage = settings.EnableForceIncludeUsage || usage.Flag("include_usage");
        var options = new GenerationOptions
        {
            Choices = fields.Integer("n", 1, 128) ?? 1,
            MaxTokens = (isChat ? fields.Integer("max_completion_tokens", 1) : null) ?? fields.Integer("max_tokens", 1) ?? (isChat ? null : 16),
            MinTokens = fields.Integer("min_tokens", 0) ?? 0,
            IgnoreEos = fields.Flag("ignore_eos"),
            Stop = [.. fields.Texts("stop").Where(text => text.Length > 0)],
            IncludeStop = fields.Flag("include_stop_str_in_output"),
            Seed = fields.Long("seed"),
            Priority = fields.Integer("priority") ?? 0,
            CacheSalt = fields.Text("cache_salt"),
            Stream = stream,
            IncludeUsage = includeUsage,
            ContinuousUsage = settings.EnableForceIncludeUsage || (includeUsage && usage.Flag("continuous_usage_stats")),
            TopLogprobs = isChat ? ReadChatLogprobs(fields) : fields.Integer("logprobs", 0, 20),
        };

        if (options.Priority != 0 && settings.SchedulingPolicy != SchedulingPolicy.Priority)
        {
            fields.Fail(ApiError.BadRequest($"Got priority {options.Priority} but Priority scheduling is not enabled.", "priority"));
        }

        if (options.MaxTokens is { } max && options.MinTokens > max)
        {
            fields.Fail(ApiError.BadRequest($"min_tokens must be less than or equal to max_tokens={max}, got {options.MinTokens}.", "min_tokens"));
        }

        if (usage.Error is { } error)
        {
            fields.Fail(error);
        }

        return options;
    }

    private static JsonElement EmptyObject { get; } = JsonDocument.Parse("{}").RootElement;

    private static void CheckRanges(FieldReader fields)
    {
        fields.Number("temperature", 0, 2);
        fields.Number("top_p", 0, 1);
        fields.Number("presence_penalty", -2, 2);
        fields.Number("frequency_penalty", -2, 2);
        fields.Number("min_p", 0, 1);
        fields.Integer("top_k", -1);
        if (fields.TryGet("cache_salt", out var salt) && salt.ValueKind == JsonValueKind.String && salt.GetString() == "")
        {
            fields.Fail(ApiError.BadRequest("Parameter 'cache_salt' must be a non-empty string if provided.", "cache_salt"));
        }
    }

    private static int? ReadChatLogprobs(FieldReader fields)
    {
        var top = fields.Integer("top_logprobs", 0, 20);
        if (fields.Flag("logprobs"))
        {
            return top ?? 0;
        }

        if (top > 0)
        {
            fields.Fail(ApiError.BadRequest("when using `top_logprobs`, `logprobs` must be set to true.", "top_logprobs"));
        }

        return null;
    }
}
