namespace Gateway.Tests.Upstreams;

/// <summary>What goes wrong on the simulated Anthropic server.</summary>
internal enum AnthropicFault
{
    None,

    /// <summary>529 <c>overloaded_error</c>.</summary>
    Overloaded,

    /// <summary>429 <c>rate_limit_error</c> with <c>retry-after: 3</c>.</summary>
    RateLimited,

    /// <summary>400, as a prompt that is too long gets it.</summary>
    PromptTooLong,

    /// <summary>An <c>error</c> event before the first output.</summary>
    ErrorEventFirst,

    /// <summary>An <c>error</c> event after some output.</summary>
    ErrorEventLater,

    /// <summary>The answer ends after some output, with nothing said.</summary>
    CloseLater,

    /// <summary>200 with a web page, as a proxy in between would.</summary>
    WebPage,
}
