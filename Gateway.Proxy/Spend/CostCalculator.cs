using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Spend;

/// <summary>Tokens and time to money.</summary>
internal static class CostCalculator
{
    /// <summary>US dollars.</summary>
    public static double Cost(ModelPrice price, Usage usage, TimeSpan upstreamDuration)
    {
        if (ReferenceEquals(price, ModelPrice.Free))
        {
            return 0;
        }

        var cached = Math.Min(usage.CachedTokens, usage.PromptTokens);
        var reasoning = Math.Min(usage.ReasoningTokens, usage.CompletionTokens);
        return ((usage.PromptTokens - cached) * price.InputPerToken)
            + (cached * (price.CachedInputPerToken ?? price.InputPerToken))
            + ((usage.CompletionTokens - reasoning) * price.OutputPerToken)
            + (reasoning * (price.ReasoningOutputPerToken ?? price.OutputPerToken))
            + (upstreamDuration.TotalSeconds * price.PerSecond)
            + price.PerRequest;
    }
}
