using System.Text;
using Gateway.Simulator.Generation;

namespace Gateway.Simulator.JsonSchema;

/// <summary>
/// A text that a simple regular expression matches: literals, sets such as [A-Za-z_], \d \w \s ., groups, alternatives and
/// the quantifiers ? * + {m,n}. Anything beyond that gives null.
/// </summary>
internal sealed class PatternExample
{
    private const int MostRepeats = 3;
    private const string WordCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_";

    private readonly string _pattern;
    private DeterministicRandom _random;
    private int _at;

    private PatternExample(string pattern, DeterministicRandom random)
    {
        _pattern = pattern;
        _random = random;
    }

    public static string? Write(string pattern, DeterministicRandom random)
    {
        try
        {
            var example = new PatternExample(pattern, random);
            var text = example.Alternatives();
            return example._at == pattern.Length ? text : null;
        }
        catch (Exception exception) when (exception is NotSupportedException or IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    private string Alternatives()
    {
        var options = new List<string> { Sequence() };
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            options.Add(Sequence());
        }

        return options[_random.Below(options.Count)];
    }

    private string Sequence()
    {
        var text = new StringBuilder();
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            if (_pattern[_at] is '^' or '$')
            {
                _at++;
                continue;
            }

            // The atom is read again for every repeat, so that each has a value of its own.
            var start = _at;
            var first = Atom();
            var after = _at;
            var repeats = Quantifier();
            var next = _at;
            for (var i = 0; i < repeats; i++)
            {
                _at = start;
                text.Append(i == 0 ? first : Atom());
            }

            _at = Math.Max(next, after);
        }

        return text.ToString();
    }

    private string Atom()
    {
        switch (_pattern[_at++])
        {
            case '(':
                if (_pattern[_at] == '?')
                {
                    _at = _pattern.AsSpan(_at).StartsWith("?:") ? _at + 2 : throw new NotSupportedException();
                }

                var inner = Alternatives();
                return _pattern[_at++] == ')' ? inner : throw new NotSupportedException();
            case '[':
                return Pick(Set());
            case '.':
                return Pick(WordCharacters);
            case '\\':
                return Pick(Escaped(_pattern[_at++]));
            case var literal:
                return literal.ToString();
        }
    }

    private int Quantifier()
    {
        if (_at == _pattern.Length)
        {
            return 1;
        }

        switch (_pattern[_at])
        {
            case '?': _at++; return _random.Below(2);
            case '*': _at++; return _random.Below(MostRepeats);
            case '+': _at++; return 1 + _random.Below(MostRepeats);
            case '{':
                var end = _pattern.IndexOf('}', _at);
                var bounds = _pattern[(_at + 1)..end].Split(',');
                _at = end + 1;
                var least = int.Parse(bounds[0], System.Globalization.CultureInfo.InvariantCulture);
                var most = bounds.Length == 1 ? least : bounds[1].Length == 0 ? least + MostRepeats : int.Parse(bounds[1], System.Globalization.CultureInfo.InvariantCulture);
                return least + _random.Below(Math.Min(most - least, MostRepeats) + 1);
            default: return 1;
        }
    }

    /// <summary>The characters of [a-f0-9_]; one that begins with ^ is not followed.</summary>
    private string Set()
    {
        var characters = new StringBuilder();
        while (_pattern[_at] != ']')
        {
            var from = _pattern[_at++];
            if (from == '^' && characters.Length == 0)
            {
                throw new NotSupportedException();
            }

            if (from == '\\')
            {
                characters.Append(Escaped(_pattern[_at++]));
            }
            else if (_pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                var to = _pattern[_at + 1];
                _at += 2;
                for (var character = from; character <= to; character++)
                {
                    characters.Append(character);
                }
            }
            else
            {
                characters.Append(from);
            }
        }

        _at++;
        return characters.ToString();
    }

    private static string Escaped(char letter) => letter switch
    {
        'd' => "0123456789",
        'w' => WordCharacters,
        's' => " ",
        'n' => "\n",
        't' => "\t",
        _ when char.IsAsciiLetterOrDigit(letter) => throw new NotSupportedException(),
        _ => letter.ToString(),
    };

    private string Pick(string characters) => characters[_random.Below(characters.Length)].ToString();
}
