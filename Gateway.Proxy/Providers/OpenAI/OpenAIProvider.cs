using Gateway.Proxy.Configuration;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.OpenAI;

/// <summary>OpenAI itself, and, with an <c>api_base</c>, whatever server speaks its dialect: most configs name their vLLM servers so.</summary>
internal sealed class OpenAIProvider(string name) : Provider(name, new Uri("https://api.openai.com/v1"))
{
    // A server at an address of its own is taken for vLLM: that is what this gateway stands in front of.
    public override bool TakesExtensions(LitellmParams parameters) => !IsOpenAI(parameters);

    public override string MaxTokensField(LitellmParams parameters) => IsOpenAI(parameters) ? "max_completion_tokens" : "max_tokens";

    public override bool TakesSystemAnywhere(LitellmParams parameters) => IsOpenAI(parameters);

    public override bool Speaks(EndpointKind kind, LitellmParams parameters) =>
        base.Speaks(kind, parameters) || (kind == EndpointKind.Responses && IsOpenAI(parameters));

    public override IEnumerable<KeyValuePair<string, string>> Headers(LitellmParams parameters) =>
        parameters.Organization is { } organization ? [new("OpenAI-Organization", organization)] : [];

    private bool IsOpenAI(LitellmParams parameters) => (parameters.ApiBase ?? DefaultApiBase!).Host == DefaultApiBase!.Host;
}
