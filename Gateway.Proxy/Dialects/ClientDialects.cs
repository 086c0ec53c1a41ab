using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Dialects.Responses;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects;

/// <summary>The dialects that clients may speak besides OpenAI's chat completions.</summary>
/// <remarks>To add one: a folder beside the others, its <see cref="EndpointKind"/> here, its path in <c>Pipeline/InferenceEndpoints.cs</c>.</remarks>
internal static class ClientDialects
{
    /// <summary>Null: the endpoint has no other form.</summary>
    public static IClientDialect? For(InferenceContext context) => context.Dialect ??= context.Route.Kind switch
    {
        EndpointKind.Messages => new MessagesDialect(context),
        EndpointKind.CountTokens => new CountTokensDialect(context),
        EndpointKind.Responses => new ResponsesDialect(context),
        _ => null,
    };

    /// <summary>How the events of a stream are read that the server sends in the client's own dialect; null: as OpenAI's chunks.</summary>
    public static IEventReader? EventsOf(EndpointKind kind) => kind switch
    {
        EndpointKind.Messages => MessagesEventReader.Instance,
        EndpointKind.Responses => ResponsesEventReader.Instance,
        _ => null,
    };
}
