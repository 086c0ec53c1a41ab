using System.Buffers.Text;

namespace Gateway.Bench.Upstream;

/// <summary>
/// What the prompt asks the upstream to do. It is in the prompt, "chunks=200 interval=0", because that is the one part of a
/// request that every proxy passes on.
/// </summary>
internal readonly record struct PromptScript(bool Stream, bool IncludeUsage, int Chunks, int IntervalMs)
{
    // A search for bytes, not a JSON parser: the load generator's bodies are known, and this process must stay cheap. A
    // gateway that writes the body anew may put a space after the colon.
    public static PromptScript Parse(ReadOnlySpan<byte> body) => new(
        body.IndexOf("\"stream\":true"u8) >= 0 || body.IndexOf("\"stream\": true"u8) >= 0,
        body.IndexOf("\"include_usage\":true"u8) >= 0 || body.IndexOf("\"include_usage\": true"u8) >= 0,
        NumberAfter(body, "chunks="u8),
        NumberAfter(body, "interval="u8));

    private static int NumberAfter(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(body[(at + name.Length)..], out int number, out _) ? number : 0;
    }
}
