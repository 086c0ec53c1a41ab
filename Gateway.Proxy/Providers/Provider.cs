using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers;

/// <summary>
/// A kind of upstream, named by the prefix of <c>litellm_params.model</c>: where its endpoints stand, how it wants to be
/// paid its credentials, and what it speaks. The defaults here are those of a server that speaks OpenAI's dialect.
/// </summary>
/// <param name="name">LiteLLM's prefix, without the slash.</param>
/// <param name="defaultApiBase">Used where <c>api_base</c> is not given; null: it must be given.</param>
internal abstract class Provider(string name, Uri? defaultApiBase = null)
{
    public string Name { get; } = name;

    public Uri? DefaultApiBase { get; } = defaultApiBase;

    /// <summary>The server takes vLLM's fields beyond OpenAI's (<c>top_k</c>, <c>reasoning_content</c> in messages) and has <c>/tokenize</c>.</summary>
    public virtual bool TakesExtensions(LitellmParams parameters) => false;

    /// <summary>What a translated request calls its token limit; OpenAI's newest models refuse the older name.</summary>
    public virtual string MaxTokensField(LitellmParams parameters) => "max_tokens";

    /// <summary>A system message may stand anywhere in a conversation; many models' chat templates refuse it behind the first place.</summary>
    public virtual bool TakesSystemAnywhere(LitellmParams parameters) => false;

    /// <summary>The upstream's model stands in its URLs, so a wildcard's are made for each request.</summary>
    public virtual bool HasModelInUrl => false;

    /// <summary>How chat completions are put to a server that does not speak them; null: it speaks them.</summary>
    public virtual IChatTranslator? ChatTranslator => null;

    /// <summary>What the server speaks itself, where <c>model_info.supported_endpoints</c> does not say.</summary>
    public virtual bool Speaks(EndpointKind kind, LitellmParams parameters) =>
        kind is not (EndpointKind.Messages or EndpointKind.CountTokens or EndpointKind.Responses);

    /// <summary>One URL for each <see cref="EndpointKind"/>, by its number.</summary>
    public virtual Uri[] Urls(Uri apiBase, LitellmParams parameters, string model) => EndpointPaths.Below(apiBase);

    /// <summary>What answers whenever the server is well and the credentials are good.</summary>
    public virtual Uri ModelsUrl(Uri apiBase, LitellmParams parameters) => new(Urls(apiBase, parameters, "-")[(int)EndpointKind.Embeddings], "models");

    /// <summary>How requests are signed; null: not at all.</summary>
    public virtual UpstreamCredential? Credential(LitellmParams parameters) =>
        parameters.ApiKey is { } key ? new HeaderCredential("Authorization", "Bearer " + key) : null;

    /// <summary>Headers that the server wants on every request; <c>extra_headers</c> win.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Headers(LitellmParams parameters) => [];
}
