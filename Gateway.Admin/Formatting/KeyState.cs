using Gateway.Contracts;

namespace Gateway.Admin.Formatting;

/// <summary>How a key is, in a word.</summary>
internal sealed record KeyState(string Text, string Tone)
{
    public static KeyState Of(KeyInfo key, DateTimeOffset now) => key switch
    {
        { Blocked: true } => new("blocked", "bad"),
        _ when key.Expires < now => new("expired", "bad"),
        _ when key.MaxBudget is { } max && key.Spend >= max => new("budget used up", "bad"),
        _ when key.MaxBudget is { } max && key.Spend >= max * 0.8 => new("near its budget", "warn"),
        _ => new("active", "good"),
    };
}
