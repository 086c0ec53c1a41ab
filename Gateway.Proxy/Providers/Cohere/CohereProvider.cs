using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.Cohere;

/// <summary>
/// Cohere through its OpenAI-compatible endpoint; <c>/rerank</c>, whose form vLLM and LiteLLM took from Cohere, stands beside it:
/// <code>
/// https://api.cohere.ai/compatibility/v1/chat/completions
/// https://api.cohere.ai/v2/rerank
/// </code>
/// </summary>
internal sealed class CohereProvider(string name) : Provider(name, new Uri("https://api.cohere.ai/compatibility/v1"))
{
    private const string Compatibility = "/compatibility/v1";

    public override Uri[] Urls(Uri apiBase, LitellmParams parameters, string model)
    {
        var urls = EndpointPaths.Below(apiBase);
        if (apiBase.AbsolutePath.TrimEnd('/') == Compatibility)
        {
            urls[(int)EndpointKind.Rerank] = new Uri(apiBase, "/v2/rerank");
        }

        return urls;
    }
}
