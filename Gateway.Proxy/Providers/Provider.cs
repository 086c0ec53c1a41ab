namespace Gateway.Proxy.Providers;

/// <summary>A kind of upstream, named by the prefix of <c>litellm_params.model</c>.</summary>
/// <param name="Name">LiteLLM's prefix, without the slash.</param>
/// <param name="DefaultApiBase">Used where <c>api_base</c> is not given; null: it must be given.</param>
internal sealed record Provider(string Name, Uri? DefaultApiBase = null);
