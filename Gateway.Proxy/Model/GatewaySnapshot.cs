using System.Collections.Frozen;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.JwtAuth;
using Gateway.Proxy.Keys;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.PassThrough;

namespace Gateway.Proxy.Model;

/// <summary>An immutable view of settings, keys and models. A request reads it once and sees one consistent world.</summary>
internal sealed class GatewaySnapshot
{
    public required GatewayConfig Config { get; init; }

    /// <summary>Exact names, wildcard groups too, in the order of the config.</summary>
    public required IReadOnlyList<ModelGroup> Groups { get; init; }

    public required FrozenDictionary<string, ModelGroup> GroupsByName { get; init; }

    /// <summary>Longest pattern first: the closer match wins.</summary>
    public required WildcardGroup[] Wildcards { get; init; }

    public required FrozenDictionary<string, Deployment> DeploymentsById { get; init; }

    /// <summary>A deployment or a provider has a budget.</summary>
    public required bool HasDeploymentBudgets { get; init; }

    /// <summary>The master key and those of the config; they win over stored ones.</summary>
    public required FrozenDictionary<KeyHash, VirtualKey> Keys { get; init; }

    /// <summary>Who calls a public route without a key. Its hash is all zeros, which is that of no key.</summary>
    public required VirtualKey Nobody { get; init; }

    /// <summary>Changes by itself, without a new snapshot.</summary>
    public required KeyDirectory StoredKeys { get; init; }

    /// <summary>By team: what it calls the models that are its alone, and their groups.</summary>
    public required FrozenDictionary<string, FrozenDictionary<string, string>> TeamModels { get; init; }

    /// <summary>Model group to the access groups that it is in (<c>model_info.access_groups</c>).</summary>
    public required FrozenDictionary<string, string[]> AccessGroups { get; init; }

    public required FrozenDictionary<string, FallbackLists> Fallbacks { get; init; }

    public PassThroughTarget[] PassThroughs { get; init; } = [];

    public FallbackLists FallbacksFor(string group) =>
        Fallbacks.TryGetValue(group, out var lists) ? lists : Fallbacks[FallbackLists.Any];

    /// <summary>The key that came with this request, or the error to answer with.</summary>
    public GatewayError? Authenticate(HttpContext http, out VirtualKey? key)
    {
        key = null;
        if (KeyReader.Read(http.Request.Headers, Config.GeneralSettings.LitellmKeyHeaderName, out var text) is { } error)
        {
            key = error.Code == GatewayErrors.MissingKeyCode && RouteAccess.IsPublic(http.Request.Path, Config.GeneralSettings) ? Nobody : null;
            return key is null ? error : null;
        }

        if (Config.GeneralSettings.AcceptsTokens && http.Features.Get<AuthenticatedToken>() is { } token)
        {
            key = token.Key;
            return token.Error;
        }

        var hash = RecentKeys.HashOf(text);
        return Keys.TryGetValue(hash, out key) ? null : StoredKeys.Authenticate(hash, out key);
    }

    /// <summary>Of the config or the database, in force or not: it is no token of an identity provider.</summary>
    public bool IsKey(KeyHash hash) => Keys.ContainsKey(hash) || StoredKeys.Knows(hash);

    /// <summary>Aliases, then exact names, deployment ids, and last the closest wildcard.</summary>
    public bool TryResolve(string name, out ResolvedModel model)
    {
        if (Config.LitellmSettings.ModelAliasMap.TryGetValue(name, out var mapped))
        {
            name = mapped;
        }

        if (Config.RouterSettings.ModelGroupAlias.TryGetValue(name, out var alias))
        {
            name = alias.Model;
        }

        if (GroupsByName.TryGetValue(name, out var group))
        {
            model = new ResolvedModel(group);
            return true;
        }

        if (DeploymentsById.TryGetValue(name, out var deployment))
        {
            model = new ResolvedModel(GroupsByName[deployment.ModelGroup], Pinned: deployment);
            return true;
        }

        foreach (var wildcard in Wildcards)
        {
            if (wildcard.TryMatch(name, out var matched))
            {
                model = new ResolvedModel(wildcard.Group, matched);
                return true;
            }
        }

        model = default;
        return false;
    }

    /// <summary>The model of a request that names none.</summary>
    public string? DefaultModel(EndpointKind kind) => kind switch
    {
        EndpointKind.ChatCompletions or EndpointKind.Completions or EndpointKind.Messages or EndpointKind.CountTokens or EndpointKind.Responses => Config.GeneralSettings.CompletionModel,
        EndpointKind.Embeddings => Config.GeneralSettings.EmbeddingModel,
        EndpointKind.Moderations => Config.GeneralSettings.ModerationModel,
        EndpointKind.ImagesGenerations => Config.GeneralSettings.ImageGenerationModel,
        _ => null,
    };
}
