namespace Gateway.Proxy.Configuration;

/// <summary>LiteLLM's <c>token_rate_limit_type</c>: which tokens count towards limits on tokens a minute.</summary>
internal enum CountedTokens
{
    /// <summary>Those of prompt and answer together.</summary>
    Total,

    /// <summary>Those of the prompt.</summary>
    Input,

    /// <summary>Those of the answer.</summary>
    Output,
}
