using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Pipeline;

/// <summary>An inference path, bound to what it does.</summary>
/// <param name="Kind">What the endpoint does.</param>
/// <param name="PathModel">The model in <c>/engines/{model}/…</c> and <c>/openai/deployments/{model}/…</c>; it wins over the body's.</param>
internal readonly record struct InferenceRoute(EndpointKind Kind, string? PathModel);
