namespace Gateway.Proxy.Configuration.Reading;

/// <summary>The prices in <c>litellm_params</c> and <c>model_info</c>: <c>input_cost_per_token: 0.0000005</c>.</summary>
internal static class Costs
{
    public static IReadOnlyDictionary<string, double> Read(Section section)
    {
        var costs = new Dictionary<string, double>();
        foreach (var name in section.Map.Entries.Select(entry => entry.Name).Where(IsCost))
        {
            // tiered_pricing and search_context_cost_per_query are maps; they are kept in ModelInfo.Json only.
            if (section.Node(name) is ConfigScalar && section.Number(name) is { } cost)
            {
                costs[name] = cost;
            }
        }

        return costs;
    }

    private static bool IsCost(string name) =>
        name.Contains("_cost_", StringComparison.Ordinal) || name.EndsWith("_cost", StringComparison.Ordinal);
}
