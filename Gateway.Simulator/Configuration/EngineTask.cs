namespace Gateway.Simulator.Configuration;

/// <summary>What the model is for.</summary>
public enum EngineTask
{
    /// <summary>Chat and text completions.</summary>
    Generate,

    /// <summary>Embeddings, rerank and score.</summary>
    Embed,
}
