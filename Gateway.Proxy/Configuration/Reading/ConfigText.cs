using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Writes a config back as YAML that may be shown: includes are merged, secrets are hidden, <c>os.environ/NAME</c> stays what it is.</summary>
internal static partial class ConfigText
{
    private const string Hidden = "(hidden)";

    public static string Write(ConfigMapping root)
    {
        var text = new StringBuilder();
        Mapping(text, root, 0);
        return text.ToString();
    }

    private static void Mapping(StringBuilder text, ConfigMapping mapping, int depth)
    {
        for (var i = 0; i < mapping.Entries.Count; i++)
        {
            var entry = mapping.Entries[i];
            text.Append(' ', depth).Append(Quoted(Secrets.PathSegment(mapping.Path, entry.Name, i))).Append(':');
            Value(text, entry.Value, depth);
        }
    }

    private static void Value(StringBuilder text, ConfigNode node, int depth)
    {
        switch (node)
        {
            case ConfigMapping { Entries.Count: > 0 } mapping:
                text.Append('\n');
                Mapping(text, mapping, depth + 2);
                break;
            case ConfigSequence { Items.Count: > 0 } sequence:
                text.Append('\n');
                foreach (var item in sequence.Items)
                {
                    Item(text, item, depth + 2);
                }

                break;
            case ConfigScalar scalar:
                text.Append(' ').Append(Scalar(scalar)).Append('\n');
                break;
            default:
                text.Append(node is ConfigMapping ? " {}\n" : " []\n");
                break;
        }
    }

    // The first line of an item stands behind its dash.
    private static void Item(StringBuilder text, ConfigNode item, int depth)
    {
        var start = text.Length;
        if (item is ConfigMapping { Entries.Count: > 0 } mapping)
        {
            Mapping(text, mapping, depth + 2);
            text[start + depth] = '-';
            return;
        }

        text.Append(' ', depth).Append('-');
        Value(text, item, depth);
    }

    private static string Scalar(ConfigScalar scalar)
    {
        if (scalar.IsNull)
        {
            return "null";
        }

        if (ReadContext.VariableOf(scalar) is not null)
        {
            return scalar.Text;
        }

        return scalar.IsSecret || scalar.Text.StartsWith("sk-", StringComparison.Ordinal) ? Hidden : scalar.Quoted ? Quote(UserInfo().Replace(scalar.Text, "//(hidden)@")) : Quoted(UserInfo().Replace(scalar.Text, "//(hidden)@"));
    }

    private static string Quoted(string text) => text.Length > 0 && Plain().IsMatch(text) ? text : Quote(text);

    private static string Quote(string text) =>
        $"\"{string.Concat(text.Select(character => character switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\t' => "\\t",
            _ when char.IsControl(character) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
            _ => character.ToString(),
        }))}\"";

    // What YAML reads as the same text without quotes.
    [GeneratedRegex(@"^[A-Za-z0-9_./(+-][A-Za-z0-9_./()@%+*-]*(:[A-Za-z0-9_./()@%+*-]+)*$")]
    private static partial Regex Plain();

    // postgresql://litellm:password@host/db
    [GeneratedRegex("//[^/@]*@")]
    private static partial Regex UserInfo();
}
