using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Pricing;

/// <summary>The price of each deployment: the map, the config's own numbers over it, then discount and margin.</summary>
internal sealed class PriceBook(PriceMap map)
{
    private const string Global = "global";

    private volatile PriceMap _map = map;

    /// <summary>Deployments that were priced before have old prices.</summary>
    public event Action? Changed;

    public void Use(PriceMap map)
    {
        _map = map;
        Changed?.Invoke();
    }

    public ModelPrice For(ModelEntry entry, string provider, string upstreamModel, LitellmSettings settings)
    {
        var costs = new Dictionary<string, double>(_map.Find(entry.ModelInfo.BaseModel, entry.LitellmParams.Model, upstreamModel), StringComparer.Ordinal);
        foreach (var (name, cost) in entry.LitellmParams.Costs.Concat(entry.ModelInfo.Costs))
        {
            costs[name] = cost;
        }

        var price = ModelPrice.From(costs);
        if (ReferenceEquals(price, ModelPrice.Free))
        {
            return price;
        }

        // LiteLLM's order: the discount first, then the margin on what is left.
        var discount = settings.CostDiscountConfig.GetValueOrDefault(provider);
        var margin = settings.CostMarginConfig.GetValueOrDefault(provider) ?? settings.CostMarginConfig.GetValueOrDefault(Global) ?? CostMargin.None;
        return discount == 0 && margin == CostMargin.None ? price : price.Adjusted((1 - discount) * (1 + margin.Percentage), margin.FixedAmount);
    }
}
