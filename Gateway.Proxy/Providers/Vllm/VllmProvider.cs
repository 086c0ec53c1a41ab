using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Providers.Vllm;

/// <summary>A vLLM server; <c>model_info.supported_endpoints</c> says whether it is one that speaks <c>/v1/messages</c> and <c>/v1/responses</c> itself.</summary>
internal sealed class VllmProvider(string name) : Provider(name)
{
    public override bool TakesExtensions(LitellmParams parameters) => true;
}
