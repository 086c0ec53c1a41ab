using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers;

/// <summary>Puts OpenAI's chat completions to a provider that speaks something else, and its answers back into OpenAI's shape.</summary>
internal interface IChatTranslator
{
    /// <summary>The endpoint of the provider that is called.</summary>
    EndpointKind Endpoint { get; }

    /// <summary>The provider's request. What cannot be said there goes to <paramref name="fields"/>.</summary>
    /// <param name="chat">A chat completion request, edited for the deployment.</param>
    /// <param name="maxTokens">The limit where the request has none and the provider wants one.</param>
    ReadOnlyMemory<byte> Request(ReadOnlyMemory<byte> chat, int? maxTokens, FieldLedger fields);

    /// <summary>A whole answer as a chat completion.</summary>
    ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> answer, long created);

    /// <summary>Turns one stream's events into chunks.</summary>
    IEventTranslator Stream(long created);
}
