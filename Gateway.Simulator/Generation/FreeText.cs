using Gateway.Simulator.Configuration;

namespace Gateway.Simulator.Generation;

/// <summary>How long a free answer is: as the engine is set, not below min_tokens, and all there is room for with ignore_eos.</summary>
internal static class FreeText
{
    /// <summary>An answer without an end and without max_tokens has to stop somewhere.</summary>
    private const int LongestEndless = 4_096;

    public static int[] Tokens(ulong seed, GenerationOptions options, EngineSettings settings, int room)
    {
        if (options.IgnoreEos)
        {
            // One more than fits, so that the answer is cut and says so.
            return AnswerText.Tokens(seed, 1 + (options.MaxTokens is null ? Math.Min(room, LongestEndless) : room));
        }

        var tokens = AnswerText.Tokens(seed, settings.AnswerTokens);
        return tokens.Length >= options.MinTokens ? tokens : AnswerText.Tokens(seed, options.MinTokens);
    }
}
