using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.PassThrough;

namespace Gateway.Proxy.Pipeline;

/// <summary>An inference path, bound to what it does.</summary>
/// <param name="Kind">What the endpoint does.</param>
/// <param name="PathModel">The model in <c>/engines/{model}/…</c> and <c>/openai/deployments/{model}/…</c>; it wins over the body's.</param>
/// <param name="ActingKey">Of a call that the gateway makes itself on behalf of a key; null: the request brings its own.</param>
/// <param name="ResponseId">The id that the answer of a background response has already.</param>
internal readonly record struct InferenceRoute(EndpointKind Kind, string? PathModel, VirtualKey? ActingKey = null, string? ResponseId = null)
{
    /// <summary>Of <see cref="EndpointKind.PassThrough"/>: where the call goes.</summary>
    public PassThroughCall? PassThrough { get; init; }

    /// <summary>What the body and the answer are read as.</summary>
    public EndpointKind Spoken => PassThrough?.Spoken ?? Kind;
}
