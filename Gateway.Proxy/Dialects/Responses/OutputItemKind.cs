namespace Gateway.Proxy.Dialects.Responses;

/// <summary>What an item of output is.</summary>
internal enum OutputItemKind
{
    Reasoning,
    Message,

    /// <summary>A message in which the model says why it does not answer.</summary>
    Refusal,

    FunctionCall,

    /// <summary>A call with a text instead of arguments.</summary>
    CustomToolCall,
}
