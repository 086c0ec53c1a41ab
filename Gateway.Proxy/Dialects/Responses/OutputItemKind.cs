namespace Gateway.Proxy.Dialects.Responses;

/// <summary>What an item of output is.</summary>
internal enum OutputItemKind
{
    Reasoning,
    Message,
    FunctionCall,
}
