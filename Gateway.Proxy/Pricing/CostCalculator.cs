using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Pricing;

/// <summary>Tokens and time to money.</summary>
internal static class CostCalculator
{
    /// <summary>US dollars.</summary>
    /// <param name="gpuTime">The request's share of its deployment's busy time.</param>
    public static double Cost(ModelPrice price, Usage usage, TimeSpan upstreamDuration, TimeSpan gpuTime)
    {
        if (ReferenceEquals(price, ModelPrice.Free))
        {
            return 0;
        }

        var cached = Math.Min(usage.CachedTokens, usage.PromptTokens);
        var written = Math.Min(usage.CacheWriteTokens, usage.PromptTokens - cached);
        var heard = Math.Min(usage.AudioInputTokens, usage.PromptTokens - cached - written);
        var reasoning = Math.Min(usage.ReasoningTokens, usage.CompletionTokens);
        var spoken = Math.Min(usage.AudioOutputTokens, usage.CompletionTokens - reasoning);
        return ((usage.PromptTokens - cached - written - heard) * price.InputPerToken)
            + (heard * (price.AudioInputPerToken ?? price.InputPerToken))
            + (written * (price.CacheWriteInputPerToken ?? price.InputPerToken))
            + (cached * (price.CachedInputPerToken ?? price.InputPerToken))
            + ((usage.CompletionTokens - reasoning - spoken) * price.OutputPerToken)
            + (spoken * (price.AudioOutputPerToken ?? price.OutputPerToken))
            + (reasoning * (price.ReasoningOutputPerToken ?? price.OutputPerToken))
            + (upstreamDuration.TotalSeconds * price.PerSecond)
            + (gpuTime.TotalHours * price.PerGpuHour)
            + price.PerRequest;
    }
}
