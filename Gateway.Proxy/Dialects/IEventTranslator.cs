using System.Buffers;

namespace Gateway.Proxy.Dialects;

/// <summary>Turns the events of one stream into those of another dialect, one after the other.</summary>
internal interface IEventTranslator
{
    /// <summary>One event's data, without <c>data:</c>; writes whole events, or nothing yet.</summary>
    ValueTask TranslateAsync(ReadOnlyMemory<byte> data, IBufferWriter<byte> output);

    /// <summary>The stream has ended, by itself or too early.</summary>
    ValueTask EndAsync(IBufferWriter<byte> output);
}
