using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>Anthropic's Messages API. Configs give the server's root, its <c>/v1</c>, or the whole address.</summary>
internal sealed class AnthropicProvider(string name) : Provider(name, new Uri("https://api.anthropic.com"))
{
    public const string VersionHeader = "anthropic-version";
    public const string Version = "2023-06-01";

    public override IChatTranslator ChatTranslator { get; } = new AnthropicChatTranslator();

    public override bool TakesSystemAnywhere(LitellmParams parameters) => true;

    public override bool Speaks(EndpointKind kind, LitellmParams parameters) => kind is EndpointKind.Messages or EndpointKind.CountTokens;

    public override Uri[] Urls(Uri apiBase, LitellmParams parameters, string model)
    {
        var url = apiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');
        url = url.EndsWith("/messages", StringComparison.Ordinal) ? url[..^"/messages".Length] : url;
        return EndpointPaths.Below(new Uri(url.EndsWith("/v1", StringComparison.Ordinal) ? url : url + "/v1"));
    }

    public override UpstreamCredential? Credential(LitellmParams parameters) =>
        parameters.ApiKey is { } key ? new HeaderCredential("x-api-key", key) : null;

    public override IEnumerable<KeyValuePair<string, string>> Headers(LitellmParams parameters) => [new(VersionHeader, parameters.ApiVersion ?? Version)];
}
