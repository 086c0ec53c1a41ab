using System.Buffers.Text;
using System.Text;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Streaming;

/// <summary>Appends UTF-8 to memory that is there already, so that a token costs no allocation.</summary>
internal ref struct Utf8Span(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Length..]);
        Length += bytes.Length;
    }

    public void Append(int number)
    {
        Utf8Formatter.TryFormat(number, _buffer[Length..], out var written);
        Length += written;
    }

    /// <summary>The inside of a JSON string.</summary>
    public void AppendToken(int token) => Length += TokenId.WriteJson(token, _buffer[Length..]);

    public void AppendAscii(string text) => Length += Encoding.ASCII.GetBytes(text, _buffer[Length..]);
}
