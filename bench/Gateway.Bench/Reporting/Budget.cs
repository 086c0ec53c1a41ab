namespace Gateway.Bench.Reporting;

/// <summary>A row of the table of budgets with what was measured; a null value could not be taken.</summary>
/// <param name="What">As in the design.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">For a ratio, of what it is a multiple.</param>
/// <param name="Limit">The threshold.</param>
/// <param name="IsCeiling">The value may be at most the limit; else it must be at least that.</param>
internal sealed record Budget(string What, double? Value, string Unit, double Limit, bool IsCeiling = true)
{
    public bool? Met => Value is { } value ? (IsCeiling ? value <= Limit : value >= Limit) : null;
}
