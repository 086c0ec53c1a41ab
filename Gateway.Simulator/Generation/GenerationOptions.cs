namespace Gateway.Simulator.Generation;

/// <summary>The sampling parameters that chat and text completions share.</summary>
internal sealed record GenerationOptions
{
    public required int Choices { get; init; }

    public required int? MaxTokens { get; init; }

    public required int MinTokens { get; init; }

    public required bool IgnoreEos { get; init; }

    public required IReadOnlyList<string> Stop { get; init; }

    public required bool IncludeStop { get; init; }

    public required long? Seed { get; init; }

    public required int Priority { get; init; }

    public required string? CacheSalt { get; init; }

    public required bool Stream { get; init; }

    public required bool IncludeUsage { get; init; }

    public required bool ContinuousUsage { get; init; }

    /// <summary>Null: no log probabilities; else how many alternatives for each token.</summary>
    public required int? TopLogprobs { get; init; }
}
