using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Pricing;

namespace Gateway.Proxy.Budgets;

/// <summary>What a request will cost, before anybody knows: by its size, <c>max_tokens</c> or what its model group usually answers.</summary>
internal sealed class CostEstimate
{
    // A first guess of what a request without max_tokens produces; learned from then on.
    private const double FirstMeanCompletion = 256;

    private readonly ConcurrentDictionary<string, StrongBox<double>> _means = new(StringComparer.Ordinal);

    /// <summary>The model costs nothing on any of its deployments: budgets do not hold it back.</summary>
    public static bool IsFree(ResolvedModel model)
    {
        if (model.Pinned is { } pinned)
        {
            return CostsNothing(pinned.Price);
        }

        foreach (var deployment in model.Group.Deployments)
        {
            if (!CostsNothing(deployment.Price))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>US dollars, at the price of the group's dearest deployment.</summary>
    /// <remarks>A realtime session costs nothing itself: its answers do.</remarks>
    public double Of(InferenceContext context)
    {
        if (context.Route.Kind == EndpointKind.Realtime && !context.IsTurn)
        {
            return 0;
        }

        var model = context.Model;
        if (model.Pinned is { } pinned)
        {
            return Of(context, pinned.Price);
        }

        var dearest = 0.0;
        foreach (var deployment in model.Group.Deployments)
        {
            dearest = Math.Max(dearest, Of(context, deployment.Price));
        }

        return dearest;
    }

    public void Learn(string group, int completionTokens)
    {
        if (completionTokens > 0)
        {
            // A torn or lost update only makes the next estimate a little worse.
            var mean = Mean(group);
            mean.Value += (completionTokens - mean.Value) / 16;
        }
    }

    // By the sum itself, so that a price by the second or the request counts as well; silence and zeros are alike.
    private static bool CostsNothing(ModelPrice price) => CostCalculator.Cost(price, new Usage(1, 1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) <= 0;

    private double Of(InferenceContext context, ModelPrice price)
    {
        if (ReferenceEquals(price, ModelPrice.Free))
        {
            return 0;
        }

        var completion = context.Facts.MaxTokens ?? (int)Mean(context.Model.Group.Name).Value;
        var usage = new Usage(TokenEstimate.FromBytes(context.Body!.Bytes.Length), Math.Max(0, completion));
        return CostCalculator.Cost(price, usage, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    private StrongBox<double> Mean(string group) => _means.GetOrAdd(group, static _ => new StrongBox<double>(FirstMeanCompletion));
}
