namespace Gateway.Simulator.Generation;

/// <summary>How a generation ended.</summary>
internal enum GenerationOutcome
{
    /// <summary>With a finish_reason.</summary>
    Finished,

    /// <summary>The client went away.</summary>
    Aborted,

    /// <summary>By an injected fault.</summary>
    Failed,
}
