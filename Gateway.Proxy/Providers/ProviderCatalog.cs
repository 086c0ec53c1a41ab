using System.Collections.Frozen;
using Gateway.Proxy.Providers.Anthropic;
using Gateway.Proxy.Providers.Azure;
using Gateway.Proxy.Providers.Cohere;
using Gateway.Proxy.Providers.Compatible;
using Gateway.Proxy.Providers.Gemini;
using Gateway.Proxy.Providers.Ollama;
using Gateway.Proxy.Providers.OpenAI;
using Gateway.Proxy.Providers.Vllm;

namespace Gateway.Proxy.Providers;

/// <summary>Every provider by its prefix.</summary>
/// <remarks>
/// To add one that speaks OpenAI's dialect: a line in <see cref="CompatibleProviders"/>. One with manners of its own gets a
/// folder beside the others, and a line here. A prefix that is not listed belongs to the model's own name (<c>Qwen/Qwen3-30B</c>).
/// </remarks>
internal static class ProviderCatalog
{
    public static readonly Provider OpenAI = new OpenAIProvider("openai");

    private static readonly FrozenDictionary<string, Provider> s_byName = CompatibleProviders.All.Concat(
    [
        OpenAI,
        new OpenAIProvider("text-completion-openai"),
        new VllmProvider("hosted_vllm"),
        new VllmProvider("vllm"),
        new AzureProvider("azure"),
        new AzureProvider("azure_text"),
        new AnthropicProvider("anthropic"),
        new AnthropicProvider("anthropic_text"),
        new GeminiProvider(),
        new CohereProvider("cohere"),
        new CohereProvider("cohere_chat"),
        new OllamaProvider("ollama"),
        new OllamaProvider("ollama_chat"),
    ]).ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);

    public static Provider? Find(string name) => s_byName.GetValueOrDefault(name);

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
