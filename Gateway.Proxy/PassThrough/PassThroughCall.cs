using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.PassThrough;

/// <summary>One call that goes to a target as it is.</summary>
/// <param name="Rest">What comes behind the target's path, escaped, with its slash.</param>
internal sealed record PassThroughCall(PassThroughTarget Target, string Rest)
{
    /// <summary>What is spoken there, by the path: so that usage is read and streams are watched.</summary>
    public EndpointKind Spoken => Rest switch
    {
        _ when Rest.EndsWith("/chat/completions", StringComparison.Ordinal) => EndpointKind.ChatCompletions,
        _ when Rest.EndsWith("/completions", StringComparison.Ordinal) => EndpointKind.Completions,
        _ when Rest.EndsWith("/messages", StringComparison.Ordinal) => EndpointKind.Messages,
        _ when Rest.EndsWith("/responses", StringComparison.Ordinal) => EndpointKind.Responses,
        _ => EndpointKind.PassThrough,
    };

    /// <summary>Below the deployment's own root, whatever the path holds.</summary>
    public Uri Url(Deployment deployment, QueryString query)
    {
        var rest = Rest.TrimStart('/');
        if (Target.Path == "/openai" && !rest.StartsWith("v1/", StringComparison.Ordinal))
        {
            // LiteLLM's users give the prefix itself as their client's base URL.
            rest = "v1/" + rest;
        }

        var root = deployment.Root;
        return new UriBuilder(root) { Path = rest.Length == 0 ? root.AbsolutePath.TrimEnd('/') : root.AbsolutePath + rest, Query = query.Value }.Uri;
    }

    /// <summary>The target, or a model group of its provider that the call names.</summary>
    public ResolvedModel Resolve(GatewaySnapshot snapshot, string? model) =>
        Target.IsProvider && model is not null && snapshot.TryResolve(model, out var group) && !group.Group.IsWildcard
            && group.Group.Deployments.All(deployment => PassThroughTargets.Prefixes[Target.Path].Contains(deployment.Provider))
            ? group
            : new ResolvedModel(Target.Group, model ?? "*");
}
