using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Providers;
using Gateway.Proxy.Routing;

namespace Gateway.Proxy.PassThrough;

/// <summary>
/// Makes the targets: <c>pass_through_endpoints</c> of the config, and LiteLLM's prefixes for providers, which take address and
/// credentials from the first deployment of that provider, else from its environment variables.
/// </summary>
internal sealed class PassThroughTargets(GatewayConfig config, RuntimeState state, RoutingStrategies strategies)
{
    /// <summary>Prefix to the providers whose deployments it stands for.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Prefixes = new Dictionary<string, string[]>
    {
        ["/openai"] = ["openai"],
        ["/anthropic"] = ["anthropic"],
        ["/azure"] = ["azure"],
        ["/vllm"] = ["hosted_vllm", "vllm", "openai"],
    };

    public PassThroughTarget[] All(IReadOnlyList<Deployment> deployments) =>
    [
        .. config.GeneralSettings.PassThroughEndpoints.Select(Configured),
        .. Prefixes.Select(prefix => Provider(prefix.Key, prefix.Value, deployments)).OfType<PassThroughTarget>(),
    ];

    private PassThroughTarget Configured(PassThroughEndpoint endpoint)
    {
        var deployment = Deployment(endpoint.Path, ProviderCatalog.OpenAI, endpoint.Target, new Uri(endpoint.Target.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/")) with
        {
            ExtraHeaders = endpoint.Headers,
            Price = endpoint.CostPerRequest > 0 ? new ModelPrice { PerRequest = endpoint.CostPerRequest } : ModelPrice.Free,
        };
        return new PassThroughTarget(endpoint.Path, Group(endpoint.Path, deployment), IsProvider: false) { IncludesSubpath = endpoint.IncludeSubpath, Methods = endpoint.Methods };
    }

    private PassThroughTarget? Provider(string path, string[] names, IReadOnlyList<Deployment> deployments)
    {
        // OpenAI's own key goes to OpenAI only: its prefix does not stand for a vLLM server that is merely named so.
        var model = deployments.FirstOrDefault(deployment => names.Contains(deployment.Provider) && (path != "/openai" || !deployment.TakesExtensions) && (path != "/vllm" || deployment.TakesExtensions));
        if (model is not null)
        {
            var deployment = Deployment(path, model.Upstream, new Uri(model.ApiBase), model.Root) with { ApiKey = model.ApiKey, Credential = model.Credential, ExtraHeaders = model.ExtraHeaders };
            return new PassThroughTarget(path, Group(path, deployment), IsProvider: true);
        }

        var provider = ProviderCatalog.Find(names[0])!;
        var given = config.PassThroughCredentials.GetValueOrDefault(names[0]) ?? new LitellmParams { Model = names[0] };
        if ((given.ApiBase ?? provider.DefaultApiBase) is not { } apiBase || provider.Credential(given) is not { } credential)
        {
            return null;
        }

        var own = Deployment(path, provider, apiBase, EndpointPaths.Root(apiBase)) with { ApiKey = given.ApiKey, Credential = credential, ExtraHeaders = provider.Headers(given).ToDictionary() };
        return new PassThroughTarget(path, Group(path, own), IsProvider: true);
    }

    private Deployment Deployment(string path, Provider provider, Uri apiBase, Uri root) => new()
    {
        Id = "pass-through:" + path,
        ModelGroup = path,
        PublicName = path,
        LitellmModel = provider.Name + "/*",
        Provider = provider.Name,
        Model = new UpstreamModel("*"),
        ApiBase = apiBase.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
        Root = root,
        Urls = EndpointPaths.Below(apiBase),
        Upstream = provider,
        State = state.Deployment("pass-through:" + path),
    };

    private ModelGroup Group(string path, Deployment deployment) => new()
    {
        Name = path,
        Deployments = [deployment],
        Strategy = strategies.Create(config.RouterSettings),
        Retries = new RetryRules(0, null),
    };
}
