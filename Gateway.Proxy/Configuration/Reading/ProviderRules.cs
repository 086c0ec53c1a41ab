using Gateway.Proxy.Providers;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Where a deployment is when <c>api_base</c> does not say, and which environment variables LiteLLM fills in.</summary>
internal static class ProviderRules
{
    // In LiteLLM's lists, but with no address that the gateway knows.
    private static readonly string[] s_needsAddress = ["azure_ai"];

    // What the prefix's own name does not give.
    private static readonly Dictionary<string, string> s_variablePrefixes = new()
    {
        ["text-completion-openai"] = "OPENAI",
        ["vllm"] = "HOSTED_VLLM",
        ["azure_text"] = "AZURE",
        ["anthropic_text"] = "ANTHROPIC",
        ["ollama_chat"] = "OLLAMA",
        ["cohere_chat"] = "COHERE",
        ["together_ai"] = "TOGETHERAI",
    };

    // LiteLLM's second names for a provider's key.
    private static readonly Dictionary<string, string> s_otherKeys = new()
    {
        ["TOGETHERAI"] = "TOGETHER_API_KEY",
        ["FIREWORKS_AI"] = "FIREWORKS_API_KEY",
        ["PERPLEXITY"] = "PERPLEXITYAI_API_KEY",
        ["GEMINI"] = "GOOGLE_API_KEY",
        ["OPENROUTER"] = "OR_API_KEY",
        ["COHERE"] = "CO_API_KEY",
        ["HUGGINGFACE"] = "HF_TOKEN",
    };

    /// <summary>The provider's name as the config gives it, known to the gateway or not.</summary>
    public static string ProviderOf(string model, string? customProvider)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return customProvider ?? (slash > 0 ? model[..slash] : "openai");
    }

    public static LitellmParams Apply(LitellmParams parameters, Section section)
    {
        var provider = ProviderOf(parameters.Model, parameters.CustomLlmProvider);
        var prefix = s_variablePrefixes.GetValueOrDefault(provider) ?? provider.ToUpperInvariant().Replace('-', '_');
        var hasOwnAddress = section.Node("api_base") is not null || section.Node("base_url") is not null;
        if (!hasOwnAddress && section.Context.Variable(prefix + "_API_BASE") is { Length: > 0 } text)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                parameters = parameters with { ApiBase = url };
            }
            else
            {
                section.Missing("api_base", $"and the environment variable {prefix}_API_BASE is no absolute http or https URL");
                return parameters;
            }
        }

        // An OpenAI key goes to OpenAI only, never to whatever server an api_base names.
        if (parameters.ApiKey is null && !(hasOwnAddress && prefix == "OPENAI") && KeyOf(section.Context, prefix) is { Length: > 0 } key)
        {
            parameters = parameters with { ApiKey = key };
        }

        if (prefix == "AZURE")
        {
            parameters = parameters with { ApiVersion = parameters.ApiVersion ?? AzureParamsReader.Variable(section, "AZURE_API_VERSION") };
        }

        if (parameters.ApiBase is null && !hasOwnAddress && parameters.MockResponse is null)
        {
            ReportMissingAddress(provider, section);
        }

        return parameters;
    }

    /// <summary>What the environment alone says of these providers; those that it says nothing of are left out.</summary>
    public static Dictionary<string, LitellmParams> FromEnvironment(ReadContext context, params string[] providers)
    {
        var found = new Dictionary<string, LitellmParams>();
        foreach (var provider in providers)
        {
            var prefix = provider.ToUpperInvariant();
            if (context.Variable(prefix + "_API_KEY") is { Length: > 0 } key)
            {
                Uri.TryCreate(context.Variable(prefix + "_API_BASE"), UriKind.Absolute, out var address);
                found[provider] = new LitellmParams { Model = provider, ApiKey = key, ApiBase = address };
            }
        }

        return found;
    }

    private static string? KeyOf(ReadContext context, string prefix) =>
        context.Variable(prefix + "_API_KEY") is { Length: > 0 } key ? key
        : s_otherKeys.TryGetValue(prefix, out var other) ? context.Variable(other)
        : null;

    private static void ReportMissingAddress(string provider, Section section)
    {
        var known = ProviderCatalog.Find(provider);
        if (known is { DefaultApiBase: null } || s_needsAddress.Contains(provider))
        {
            section.Missing("api_base", $"a deployment of provider {provider} needs the server's URL, such as http://vllm-host:8000/v1");
        }
        else if (known is null)
        {
            var map = section.Map;
            section.Context.Findings.Warn(map.File, map.Line, map.PathOf("api_base"), $"missing; the gateway knows no address for provider '{provider}', so calls to this deployment fail until an OpenAI-compatible api_base is set");
        }
    }
}
