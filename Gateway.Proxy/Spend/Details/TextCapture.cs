using System.Buffers;

namespace Gateway.Proxy.Spend.Details;

/// <summary>The beginning of a prompt and of its answer, as bytes on the wire; only where the operator wants them kept.</summary>
internal sealed class TextCapture
{
    public const int LongestText = 16 * 1024;

    // An event stream says a word in many bytes.
    private const int LongestAnswer = 16 * LongestText;

    private readonly ArrayBufferWriter<byte> _answer = new(1024);

    /// <summary>The request's body.</summary>
    public byte[] Prompt { get; private set; } = [];

    public string? ContentType { get; private set; }

    public ReadOnlyMemory<byte> Answer => _answer.WrittenMemory;

    public void TakePrompt(ReadOnlySpan<byte> body) => Prompt = body[..Math.Min(body.Length, LongestText)].ToArray();

    public void Append(string? contentType, ReadOnlySpan<byte> bytes)
    {
        ContentType ??= contentType;
        _answer.Write(bytes[..Math.Min(bytes.Length, LongestAnswer - _answer.WrittenCount)]);
    }
}
