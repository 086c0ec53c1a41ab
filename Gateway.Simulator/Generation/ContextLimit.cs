using Gateway.Simulator.Configuration;
using Gateway.Simulator.Errors;

namespace Gateway.Simulator.Generation;

/// <summary>Prompt and answer must fit into <c>max_model_len</c>.</summary>
internal static class ContextLimit
{
    public static ApiError? Check(EngineSettings settings, int promptTokens, int? maxTokens, bool isChat)
    {
        var limit = settings.MaxModelLen;
        if (promptTokens < limit && promptTokens + (maxTokens ?? 0L) <= limit)
        {
            return null;
        }

        if (settings.ContextErrorText == ContextErrorText.Old)
        {
            var part = isChat ? "messages" : "prompt";
            return ApiError.BadRequest(
                $"This model's maximum context length is {limit} tokens. However, you requested {promptTokens + (long)(maxTokens ?? 0)} tokens " +
                $"({promptTokens} in the {part}, {maxTokens ?? 0} in the completion). Please reduce the length of the {part} or completion.");
        }

        return promptTokens >= limit
            ? ApiError.BadRequest($"Input length ({promptTokens}) exceeds model's maximum context length ({limit}).", "input_tokens")
            : ApiError.BadRequest(
                $"'max_tokens' or 'max_completion_tokens' is too large: {maxTokens}. This model's maximum context length is {limit} tokens " +
                $"and your request has {promptTokens} input tokens ({maxTokens} > {limit} - {promptTokens}).",
                "max_tokens");
    }
}
