using System.Buffers;

namespace Gateway.Proxy.Spend.Details;

/// <summary>The beginning of a prompt and of its answer, as bytes on the wire; only where the operator wants them kept, or sent elsewhere.</summary>
/// <param name="isKept">They are to be stored with the spend log.</param>
/// <param name="isTraced">They are to be on the request's span.</param>
internal sealed class TextCapture(bool isKept, bool isTraced)
{
    public const int LongestText = 16 * 1024;

    // An event stream says a word in many bytes.
    private const int LongestAnswer = 16 * LongestText;

    private readonly ArrayBufferWriter<byte> _answer = new(1024);

    public bool IsKept => isKept;

    public bool IsTraced => isTraced;

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
