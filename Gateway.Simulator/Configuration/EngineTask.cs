namespace Gateway.Simulator.Configuration;

/// <summary>What the model is for.</summary>
internal enum EngineTask
{
    /// <summary>Chat and text completions.</summary>
    Generate,

    /// <summary>Embeddings, rerank and score.</summary>
    Embed,
}
