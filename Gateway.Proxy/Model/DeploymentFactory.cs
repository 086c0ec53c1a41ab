using System.Security.Cryptography;
using System.Text;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Limits;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Providers;

namespace Gateway.Proxy.Model;

/// <summary>Makes the deployments of <c>model_list</c>.</summary>
internal sealed class DeploymentFactory(GatewayConfig config, RuntimeState state, PriceBook prices)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public List<Deployment> CreateAll() =>
        config.ModelList.Where(entry => !entry.ModelInfo.Blocked).Select(Create).OfType<Deployment>().ToList();

    private Deployment? Create(ModelEntry entry)
    {
        var settings = entry.LitellmParams;
        var (provider, model) = ProviderCatalog.Split(settings.Model, settings.CustomLlmProvider);
        if ((settings.ApiBase ?? provider.DefaultApiBase) is not { } apiBase)
        {
            return null;
        }

        var id = UniqueId(entry, apiBase);
        return new Deployment
        {
            Id = id,
            ModelGroup = entry.ModelGroup,
            PublicName = entry.PublicName,
            TeamId = entry.ModelInfo.TeamId,
            LitellmModel = settings.Model,
            Provider = provider.Name,
            Model = new UpstreamModel(model),
            ApiBase = apiBase.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
            Root = EndpointPaths.Root(apiBase),
            Urls = provider.Urls(apiBase, settings, model),
            UrlsFor = provider.HasModelInUrl && model.Contains('*') ? name => provider.Urls(apiBase, settings, name) : null,
            ModelsUrl = provider.ModelsUrl(apiBase, settings),
            ApiKey = settings.ApiKey ?? settings.Azure.AdToken,
            Credential = provider.Credential(settings),
            ExtraHeaders = Headers(provider, settings),
            Upstream = provider,
            Spoken = Spoken(provider, settings, entry.ModelInfo),
            TakesExtensions = provider.TakesExtensions(settings),
            MaxTokensField = provider.MaxTokensField(settings),
            TakesSystemAnywhere = provider.TakesSystemAnywhere(settings),
            DropParams = settings.DropParams ?? config.LitellmSettings.DropParams,
            AdditionalDropParams = settings.AdditionalDropParams,
            MaxOutputTokens = entry.ModelInfo.MaxOutputTokens,
            BodyDefaults = settings.BodyDefaults.ToDictionary(
                field => field.Key,
                field => (ReadOnlyMemory<byte>)(byte[])[.. UpstreamModel.Quote(field.Key), (byte)':', .. Encoding.UTF8.GetBytes(field.Value)],
                StringComparer.Ordinal),
            Order = settings.Order,
            Weight = settings.Weight,
            Rpm = settings.Rpm,
            Tpm = settings.Tpm,
            MaxParallelRequests = settings.MaxParallelRequests ?? config.RouterSettings.DefaultMaxParallelRequests,
            DefaultKeyLimits = new KeyLimits(settings.DefaultApiKeyRpmLimit, settings.DefaultApiKeyTpmLimit, null),
            Budgets = Budgets(id, entry, provider),
            Timeout = settings.Timeout,
            StreamTimeout = settings.StreamTimeout,
            NumRetries = settings.NumRetries,
            CooldownTime = settings.CooldownTime ?? config.RouterSettings.CooldownTime,
            MaxInputTokens = entry.ModelInfo.MaxInputTokens,
            MockResponse = settings.MockResponse,
            Price = prices.For(entry, provider.Name, model, config.LitellmSettings),
            Mode = entry.ModelInfo.Mode,
            ModelInfoJson = entry.ModelInfo.Json,
            IsStored = entry.IsStored,
            State = state.Deployment(id),
        };
    }

    private DeploymentBudget[] Budgets(string id, ModelEntry entry, Provider provider)
    {
        List<DeploymentBudget> budgets = [];
        if (entry.LitellmParams.Budget is { } own)
        {
            budgets.Add(new(DeploymentBudget.OfDeployment, id, entry.ModelGroup, own, state.Spend(DeploymentBudget.OfDeployment, id)));
        }

        if (config.RouterSettings.ProviderBudgets.TryGetValue(provider.Name, out var shared))
        {
            budgets.Add(new(DeploymentBudget.OfProvider, provider.Name, provider.Name, shared, state.Spend(DeploymentBudget.OfProvider, provider.Name)));
        }

        return [.. budgets];
    }

    private static Dictionary<string, string> Headers(Provider provider, LitellmParams settings)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in provider.Headers(settings).Concat(settings.ExtraHeaders))
        {
            headers[name] = value;
        }

        return headers;
    }

    // model_info.supported_endpoints: ["/v1/chat/completions", "/v1/messages"]; it decides about the dialects only, other endpoints are as the provider has them.
    private static bool[] Spoken(Provider provider, LitellmParams settings, ModelInfo info)
    {
        var listed = info.SupportedEndpoints;
        var spoken = Array.ConvertAll(Enum.GetValues<EndpointKind>(), kind => provider.Speaks(kind, settings));
        if (listed.Count > 0)
        {
            spoken[(int)EndpointKind.ChatCompletions] &= listed.Contains("/v1/chat/completions") || !listed.Contains("/v1/messages");
            spoken[(int)EndpointKind.Messages] = listed.Contains("/v1/messages");
            spoken[(int)EndpointKind.CountTokens] = listed.Contains("/v1/messages/count_tokens") || listed.Contains("/v1/messages");
            spoken[(int)EndpointKind.Responses] = listed.Contains("/v1/responses");
        }

        return spoken;
    }

    // The same parameters give the same id after a restart and on every replica. Two equal entries are told apart by their order.
    private string UniqueId(ModelEntry entry, Uri apiBase)
    {
        var settings = entry.LitellmParams;
        var id = entry.ModelInfo.Id;
        if (id is null)
        {
            var identity = string.Join('\n', entry.ModelGroup, settings.Model, apiBase, settings.ApiVersion, settings.ApiKey);
            id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..32];
        }

        var unique = id;
        for (var copy = 2; !_ids.Add(unique); copy++)
        {
            unique = $"{id}-{copy}";
        }

        return unique;
    }
}
