using Gateway.Simulator.PrefixCache;

namespace Gateway.Simulator.Generation;

/// <summary>Everything about an answer that is decided before the engine has a place for it.</summary>
internal sealed record GenerationPlan
{
    /// <summary>E.g. <c>chatcmpl-0f3c…</c>.</summary>
    public required string Id { get; init; }

    public required long Created { get; init; }

    /// <summary>The name that the request used.</summary>
    public required string Model { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>The prompt as blocks of the prefix cache; several when a request has several prompts.</summary>
    public required IReadOnlyList<BlockChain> BlockChains { get; init; }

    public required IReadOnlyList<Choice> Choices { get; init; }

    public required GenerationOptions Options { get; init; }

    /// <summary>Decides jitter and log probabilities.</summary>
    public required ulong Seed { get; init; }

    public int ReasoningTokens => Choices.Sum(choice => choice.Segments.Where(segment => segment.Kind == SegmentKind.Reasoning).Sum(segment => segment.Tokens.Count));
}
