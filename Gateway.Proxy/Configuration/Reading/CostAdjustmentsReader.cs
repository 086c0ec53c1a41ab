namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <c>cost_discount_config: {openai: 0.05}</c> and
/// <c>cost_margin_config: {global: 0.1, openai: {percentage: 0.08, fixed_amount: 0.001}}</c>.
/// </summary>
internal static class CostAdjustmentsReader
{
    public static IReadOnlyDictionary<string, double> Discounts(Section section)
    {
        var discounts = new Dictionary<string, double>();
        if (section.Child("cost_discount_config") is { } providers)
        {
            foreach (var name in Names(providers))
            {
                discounts[name] = providers.Number(name) ?? 0;
            }
        }

        return discounts;
    }

    public static IReadOnlyDictionary<string, CostMargin> Margins(Section section)
    {
        var margins = new Dictionary<string, CostMargin>();
        if (section.Child("cost_margin_config") is { } providers)
        {
            foreach (var name in Names(providers))
            {
                margins[name] = providers.Node(name) is ConfigScalar ? new(providers.Number(name) ?? 0, 0) : Both(providers.Child(name));
            }
        }

        return margins;
    }

    private static CostMargin Both(Section? margin) => new(margin?.Number("percentage") ?? 0, margin?.Number("fixed_amount") ?? 0);

    private static List<string> Names(Section providers) => [.. providers.Map.Entries.Select(entry => entry.Name)];
}
