namespace Gateway.Proxy.Configuration.Reading;

/// <summary>The getters for single values and for plain lists and maps.</summary>
internal sealed partial class Section
{
    // Longer durations overflow timers and mean "never" to everybody.
    private const double LongestSeconds = 10 * 365 * 24 * 3600.0;

    public string? String(string name) => Text(name, "a text");

    public bool? Bool(string name)
    {
        if (Text(name, "true or false") is not { } text)
        {
            return null;
        }

        var flag = YamlScalars.LooseBool(text);
        if (flag is null)
        {
            Invalid(name, text, "true or false");
        }

        return flag;
    }

    public double? Number(string name, double min = 0)
    {
        const string valid = "a number";
        if (Text(name, valid) is not { } text)
        {
            return null;
        }

        var number = YamlScalars.LooseNumber(text);
        if (number is null)
        {
            Invalid(name, text, valid);
        }
        else if (number < min)
        {
            Invalid(name, text, $"{valid}, {min} or more");
            return null;
        }

        return number;
    }

    public int? Int(string name, int min = 0, int max = int.MaxValue)
    {
        var valid = max == int.MaxValue ? $"a whole number, {min} or more" : $"a whole number from {min} to {max}";
        if (Text(name, valid) is not { } text)
        {
            return null;
        }

        if (YamlScalars.LooseNumber(text) is not { } number || number != Math.Floor(number) || number < min)
        {
            Invalid(name, text, valid);
            return null;
        }

        if (number <= max)
        {
            return (int)number;
        }

        if (max < int.MaxValue)
        {
            Invalid(name, text, valid);
            return null;
        }

        // People write 99999999999 for "no limit".
        Findings.Warn(Node(name)!, $"{text} is more than can be counted; {max} is used");
        return max;
    }

    /// <summary>A duration, in seconds as everywhere in LiteLLM: <c>30</c>, <c>0.5</c> or <c>"30"</c>.</summary>
    public TimeSpan? Seconds(string name)
    {
        const string valid = "a number of seconds, 0 or more (such as 30 or 0.5)";
        if (Text(name, valid) is not { } text)
        {
            return null;
        }

        if (YamlScalars.LooseNumber(text) is >= 0 and <= LongestSeconds and var seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Invalid(name, text, valid);
        return null;
    }

    public Uri? Url(string name)
    {
        const string valid = "an absolute http or https URL (such as http://vllm-host:8000/v1)";
        if (Text(name, valid) is not { } text)
        {
            return null;
        }

        // "vllm:8000/v1" is an absolute URI as well, of scheme vllm; a leading slash makes a file URI.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            Invalid(name, text, valid);
            return null;
        }

        return url;
    }

    public string? Choice(string name, IReadOnlyList<string> values)
    {
        var valid = $"one of {string.Join(", ", values)}";
        if (Text(name, valid) is not { } text)
        {
            return null;
        }

        if (values.Contains(text))
        {
            return text;
        }

        Invalid(name, text, NearestName.Find(text, values) is { } near ? $"{valid}; did you mean '{near}'?" : valid);
        return null;
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<string>? Strings(string name)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case ConfigScalar scalar:
                return context.Resolve(scalar) is { } single ? [single] : null;
            case ConfigSequence list:
                return [.. list.Items.Select(Item).OfType<string>()];
            case var other:
                Wrong<string>(other, "a list of texts");
                return null;
        }
    }

    public IReadOnlyDictionary<string, string>? StringMap(string name)
    {
        if (Child(name) is not { } child)
        {
            return null;
        }

        var texts = new Dictionary<string, string>();
        foreach (var entry in child.Map.Entries)
        {
            if (child.String(entry.Name) is { } text)
            {
                texts[entry.Name] = text;
            }
        }

        return texts;
    }

    private string? Item(ConfigNode node) => node is ConfigScalar scalar ? context.Resolve(scalar) : Wrong<string>(node, "a text");

    private string? Text(string name, string valid) => Node(name) switch
    {
        null => null,
        ConfigScalar scalar => context.Resolve(scalar),
        var other => Wrong<string>(other, valid),
    };

    private void Invalid(string name, string text, string valid)
    {
        var scalar = (ConfigScalar)Node(name)!;
        var (shown, origin) = ReadContext.VariableOf(scalar) is { } variable
            ? (Secrets.Show(scalar with { IsSecret = scalar.IsSecret || Secrets.IsSecretName(variable) }, text), $" in {variable}")
            : (Secrets.Show(scalar, text), "");
        Findings.Error(scalar, $"found {shown}{origin}; valid is {valid}");
    }
}
