using System.Collections.Frozen;

namespace Gateway.Proxy.Providers;

/// <summary>The providers that speak OpenAI's dialect, so that requests pass through byte for byte.</summary>
/// <remarks>To add one: a line here. A prefix that is not listed belongs to the model's own name (<c>Qwen/Qwen3-30B</c>).</remarks>
internal static class ProviderCatalog
{
    public static readonly Provider OpenAI = new("openai", new Uri("https://api.openai.com/v1"));

    private static readonly FrozenDictionary<string, Provider> s_byName = new Provider[]
    {
        OpenAI,
        new("hosted_vllm"),
        new("vllm"),
        new("openai_like"),
        new("custom_openai"),
        new("custom"),
        new("text-completion-openai", new Uri("https://api.openai.com/v1")),
        new("litellm_proxy"),
    }.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);

    /// <summary>Splits <c>openai/gpt-oss-120b</c> into provider and model; an unknown prefix stays with the model.</summary>
    public static (Provider Provider, string Model) Split(string litellmModel, string? customProvider)
    {
        if (customProvider is not null && s_byName.TryGetValue(customProvider, out var custom))
        {
            var prefix = custom.Name + "/";
            return (custom, litellmModel.StartsWith(prefix, StringComparison.Ordinal) ? litellmModel[prefix.Length..] : litellmModel);
        }

        var slash = litellmModel.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && s_byName.TryGetValue(litellmModel[..slash], out var provider)
            ? (provider, litellmModel[(slash + 1)..])
            : (OpenAI, litellmModel);
    }
}
