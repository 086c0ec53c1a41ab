using System.Text;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>One string for each text that comes again and again: models, keys and addresses are the same in most records.</summary>
internal sealed class TextPool
{
    private const int LongestText = 256;
    private const int MostTexts = 2_000;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public TextPool() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestText)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> chars = stackalloc char[LongestText];
        var text = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        if (_lookup.TryGetValue(text, out var known))
        {
            return known;
        }

        var added = text.ToString();
        if (_texts.Count < MostTexts)
        {
            _texts.Add(added);
        }

        return added;
    }
}
