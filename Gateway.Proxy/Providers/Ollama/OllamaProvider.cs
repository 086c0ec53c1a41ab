using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Providers.Ollama;

/// <summary>Ollama through its OpenAI-compatible endpoint. LiteLLM's configs give the server's root, <c>http://ollama:11434</c>.</summary>
internal sealed class OllamaProvider(string name) : Provider(name, new Uri("http://localhost:11434"))
{
    public override Uri[] Urls(Uri apiBase, LitellmParams parameters, string model) =>
        EndpointPaths.Below(apiBase.AbsolutePath is "/" ? new Uri(apiBase, "/v1") : apiBase);
}
