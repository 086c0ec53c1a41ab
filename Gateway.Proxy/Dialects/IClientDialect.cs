using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects;

/// <summary>One request in a dialect that its model server does not speak: how it is asked there instead, and how the answer is told.</summary>
internal interface IClientDialect
{
    /// <summary>The endpoint that is asked instead.</summary>
    EndpointKind Hub { get; }

    /// <summary>Fetches what the request refers to; the error when that is not there.</summary>
    ValueTask<GatewayError?> PrepareAsync(CancellationToken cancellationToken) => default;

    /// <summary>The request as that endpoint takes it.</summary>
    /// <param name="deployment">Says which fields its server knows.</param>
    /// <param name="fields">What cannot be said there.</param>
    ReadOnlyMemory<byte> Request(Deployment deployment, FieldLedger fields);

    /// <summary>The whole answer, told in the client's dialect.</summary>
    ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> answer);

    /// <summary>Tells one streamed answer, event by event.</summary>
    IEventTranslator Stream();
}
