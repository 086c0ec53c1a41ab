namespace Gateway.Simulator.Configuration;

/// <summary>Whether answers carry reasoning, and under which name.</summary>
public enum ReasoningField
{
    /// <summary>No reasoning parser.</summary>
    None,

    /// <summary><c>reasoning</c>, newer versions.</summary>
    Reasoning,

    /// <summary><c>reasoning_content</c>, older versions.</summary>
    ReasoningContent,
}
