namespace Gateway.Simulator.Configuration;

/// <summary>Where the text of an answer comes from.</summary>
public enum AnswerMode
{
    /// <summary>Sentences that depend on the prompt and the seed alone.</summary>
    Text,

    /// <summary>The last user message, or the prompt, word for word.</summary>
    Echo,
}
