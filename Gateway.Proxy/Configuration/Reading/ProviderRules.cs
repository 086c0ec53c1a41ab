namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Where a deployment is when <c>api_base</c> does not say, and which environment variables LiteLLM fills in.</summary>
internal static class ProviderRules
{
    // Servers that run wherever their owner put them.
    private static readonly string[] s_needsAddress =
        ["hosted_vllm", "vllm", "azure", "azure_ai", "azure_text", "custom", "custom_openai", "openai_like", "litellm_proxy", "lm_studio", "llamafile", "xinference", "infinity"];

    private static readonly string[] s_wellKnown = ["openai", "text-completion-openai", "anthropic", "anthropic_text"];

    public static LitellmParams Apply(LitellmParams parameters, Section section)
    {
        var slash = parameters.Model.IndexOf('/');
        var provider = parameters.CustomLlmProvider ?? (slash > 0 ? parameters.Model[..slash] : "openai");
        var prefix = provider switch
        {
            "text-completion-openai" => "OPENAI",
            "vllm" => "HOSTED_VLLM",
            _ => provider.ToUpperInvariant().Replace('-', '_'),
        };
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
        if (parameters.ApiKey is null && !(hasOwnAddress && prefix == "OPENAI") && section.Context.Variable(prefix + "_API_KEY") is { Length: > 0 } key)
        {
            parameters = parameters with { ApiKey = key };
        }

        if (parameters.ApiBase is null && !hasOwnAddress && parameters.MockResponse is null)
        {
            ReportMissingAddress(provider, section);
        }

        return parameters;
    }

    private static void ReportMissingAddress(string provider, Section section)
    {
        if (s_needsAddress.Contains(provider))
        {
            section.Missing("api_base", $"a deployment of provider {provider} needs the server's URL, such as http://vllm-host:8000/v1");
        }
        else if (!s_wellKnown.Contains(provider))
        {
            var map = section.Map;
            section.Context.Findings.Warn(map.File, map.Line, map.PathOf("api_base"), $"missing; the gateway knows no address for provider '{provider}', so calls to this deployment fail until an OpenAI-compatible api_base is set");
        }
    }
}
