using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects;

/// <summary>Looks into a stream that is passed on in a dialect of its own, so that its usage and its end are seen.</summary>
internal interface IEventReader
{
    EventFacts Read(ReadOnlySpan<byte> data);

    /// <summary>What is put in where the server closed after the end of its answer without saying so; empty: it then broke off.</summary>
    ReadOnlySpan<byte> Ending { get; }

    /// <summary>The event that ends a broken stream.</summary>
    ReadOnlyMemory<byte> Error(GatewayError error);
}
