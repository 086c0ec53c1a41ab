namespace Gateway.Proxy.Alerts;

/// <summary>One thing that somebody should know. Never holds a key: subjects are aliases, ids and hashes.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Subject">To whom or what; with the kind it tells a repetition from something new.</param>
/// <param name="Text">For a person.</param>
internal sealed record Alert(AlertKind Kind, string Subject, string Text)
{
    /// <summary>Of a budget: US dollars spent.</summary>
    public double? Spend { get; init; }

    /// <summary>Of a budget: US dollars that may be spent.</summary>
    public double? MaxBudget { get; init; }
}
