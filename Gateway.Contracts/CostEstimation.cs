namespace Gateway.Contracts;

/// <summary><c>POST /cost/estimate</c>: what requests of a size cost at the prices of the config, discounts and margins included. US dollars.</summary>
public sealed record CostEstimation
{
    public required string Model { get; init; }

    public required string Provider { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long? NumRequestsPerDay { get; init; }

    public long? NumRequestsPerMonth { get; init; }

    /// <summary>All of it, with what a request costs whatever its size.</summary>
    public double CostPerRequest { get; init; }

    public double InputCostPerRequest { get; init; }

    public double OutputCostPerRequest { get; init; }

    /// <summary>Null: the number of requests a day was not given.</summary>
    public double? DailyCost { get; init; }

    public double? DailyInputCost { get; init; }

    public double? DailyOutputCost { get; init; }

    /// <summary>Null: the number of requests a month was not given.</summary>
    public double? MonthlyCost { get; init; }

    public double? MonthlyInputCost { get; init; }

    public double? MonthlyOutputCost { get; init; }

    public double InputCostPerToken { get; init; }

    public double OutputCostPerToken { get; init; }
}
