using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.Azure;

/// <summary>
/// Azure OpenAI. The classic form names Azure's deployment in the path and the version in the query,
/// <c>https://x.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21</c>; an <c>api_base</c> that
/// ends in <c>/openai/v1</c> is the newer form, which is OpenAI's own. Signed by <c>api-key</c>, by a given Entra token, or by a
/// service principal.
/// </summary>
internal sealed class AzureProvider(string name) : Provider(name)
{
    private const string NewForm = "/openai/v1";

    public override string MaxTokensField(LitellmParams parameters) => "max_completion_tokens";

    public override bool TakesSystemAnywhere(LitellmParams parameters) => true;

    public override bool HasModelInUrl => true;

    public override bool Speaks(EndpointKind kind, LitellmParams parameters) =>
        base.Speaks(kind, parameters) || (kind == EndpointKind.Responses && parameters.ApiBase is { } apiBase && IsNewForm(apiBase));

    public override Uri[] Urls(Uri apiBase, LitellmParams parameters, string model)
    {
        if (IsNewForm(apiBase))
        {
            return EndpointPaths.Below(apiBase);
        }

        // Some configs give the whole address up to the deployment.
        var root = apiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var at = root.IndexOf("/openai", StringComparison.Ordinal);
        var server = at < 0 ? root : root[..at];
        var query = "?api-version=" + Uri.EscapeDataString(parameters.ApiVersion ?? AzureParams.DefaultApiVersion);
        return EndpointPaths.Below(new Uri($"{server}/openai/deployments/{Uri.EscapeDataString(model)}{query}"));
    }

    public override Uri ModelsUrl(Uri apiBase, LitellmParams parameters)
    {
        var urls = Urls(apiBase, parameters, "-");
        return IsNewForm(apiBase) ? base.ModelsUrl(apiBase, parameters) : new Uri(urls[0], "/openai/models" + urls[0].Query);
    }

    public override UpstreamCredential? Credential(LitellmParams parameters)
    {
        var azure = parameters.Azure;
        if (parameters.ApiKey is { } key)
        {
            return new HeaderCredential("api-key", key);
        }

        if (azure.AdToken is { } token)
        {
            return new HeaderCredential("Authorization", "Bearer " + token);
        }

        return azure is { TenantId: { } tenant, ClientId: { } client, ClientSecret: { } secret }
            ? new EntraIdentity(new Uri(azure.AuthorityHost, $"{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token"), client, secret, azure.Scope)
            : null;
    }

    private static bool IsNewForm(Uri apiBase) => apiBase.AbsolutePath.TrimEnd('/').EndsWith(NewForm, StringComparison.Ordinal);
}
