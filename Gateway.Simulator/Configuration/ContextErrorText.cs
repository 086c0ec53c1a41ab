namespace Gateway.Simulator.Configuration;

/// <summary>The words of the error for a prompt that is too long.</summary>
public enum ContextErrorText
{
    /// <summary>"Input length (N) exceeds model's maximum context length (M)."</summary>
    New,

    /// <summary>"This model's maximum context length is M tokens. However, you requested …"</summary>
    Old,
}
