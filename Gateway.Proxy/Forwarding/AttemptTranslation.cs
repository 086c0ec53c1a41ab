using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Providers;

namespace Gateway.Proxy.Forwarding;

/// <summary>How one attempt is put into other words on its way up and down. An attempt without one passes bytes on.</summary>
internal sealed class AttemptTranslation
{
    /// <summary>The endpoint that is called.</summary>
    public required EndpointKind Endpoint { get; init; }

    /// <summary>What is sent; the deployment's edits are still to be made, unless a provider's translator has had them.</summary>
    public required RequestForm Form { get; init; }

    /// <summary>Between the client and chat completions; null: the client speaks those, or what the server speaks.</summary>
    public IClientDialect? Client { get; init; }

    /// <summary>Between chat completions and the provider; null: it speaks what is sent.</summary>
    public IChatTranslator? Provider { get; init; }

    /// <summary>For <c>x-litellm-dropped-params</c>.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];
}
