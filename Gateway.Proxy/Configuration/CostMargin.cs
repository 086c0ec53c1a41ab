namespace Gateway.Proxy.Configuration;

/// <summary>A value of <c>cost_margin_config</c>: <c>0.1</c>, or <c>{percentage: 0.1, fixed_amount: 0.001}</c>.</summary>
/// <param name="Percentage">A fraction of the cost; 0.1 is 10 %.</param>
/// <param name="FixedAmount">US dollars a request.</param>
internal sealed record CostMargin(double Percentage, double FixedAmount)
{
    public static readonly CostMargin None = new(0, 0);
}
