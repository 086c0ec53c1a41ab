namespace Gateway.Admin.Formatting;

/// <summary>A name with its part of a whole.</summary>
/// <param name="Text">The number, with its unit.</param>
/// <param name="Share">0 to 1.</param>
/// <param name="Href">Where it can be followed; null: nowhere.</param>
public sealed record RankedItem(string Name, string Text, double Share, string? Href);
