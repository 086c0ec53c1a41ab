using System.Security.Cryptography;
using System.Text;
using Gateway.Proxy.Configuration;
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
            ModelGroup = entry.ModelName,
            LitellmModel = settings.Model,
            Provider = provider.Name,
            Model = new UpstreamModel(model),
            ApiBase = apiBase.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
            Root = EndpointPaths.Root(apiBase),
            Urls = EndpointPaths.Below(apiBase),
            ApiKey = settings.ApiKey,
            ExtraHeaders = settings.ExtraHeaders,
            BodyDefaults = settings.BodyDefaults.ToDictionary(
                field => field.Key,
                field => (ReadOnlyMemory<byte>)(byte[])[.. UpstreamModel.Quote(field.Key), (byte)':', .. Encoding.UTF8.GetBytes(field.Value)],
                StringComparer.Ordinal),
            Order = settings.Order,
            Weight = settings.Weight,
            Rpm = settings.Rpm,
            Tpm = settings.Tpm,
            MaxParallelRequests = settings.MaxParallelRequests ?? config.RouterSettings.DefaultMaxParallelRequests,
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

    // The same parameters give the same id after a restart and on every replica. Two equal entries are told apart by their order.
    private string UniqueId(ModelEntry entry, Uri apiBase)
    {
        var settings = entry.LitellmParams;
        var id = entry.ModelInfo.Id;
        if (id is null)
        {
            var identity = string.Join('\n', entry.ModelName, settings.Model, apiBase, settings.ApiVersion, settings.ApiKey);
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
