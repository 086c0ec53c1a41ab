using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Management;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pricing;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>
/// <c>POST /cost/estimate</c>: what so many tokens would cost, a request, a day and a month.
/// <code>
/// {"model": "m", "input_tokens": 1000, "output_tokens": 500, "num_requests_per_day": 100}
/// </code>
/// </summary>
internal static class CostEstimates
{
    public static void MapCostEstimates(this IEndpointRouteBuilder routes) =>
        routes.MapManagementPost("/cost/estimate", ManagementAccess.Owner, "What requests of a size would cost", EstimateAsync);

    private static Task<JsonNode> EstimateAsync(ManagementCall call)
    {
        var name = call.RequiredText("model");
        var meant = ModelAccess.ReplaceAlias(call.Caller.Key, name, call.Snapshot);
        if (!call.Snapshot.TryResolve(meant, out var model))
        {
            throw new ManagementException(GatewayErrors.ModelNotFound(name));
        }

        if (ModelAccess.Check(call.Caller.Key, meant, model.Group, call.Snapshot) is { } denied)
        {
            throw new ManagementException(denied);
        }

        var (input, output) = (Tokens(call, "input_tokens"), Tokens(call, "output_tokens"));
        var (perDay, perMonth) = (Count(call, "num_requests_per_day"), Count(call, "num_requests_per_month"));
        var deployment = model.Pinned ?? model.Group.Deployments[0];
        var price = deployment.Price;
        var cost = CostCalculator.Cost(price, new Usage(input, output), TimeSpan.Zero, TimeSpan.Zero);
        var (inputCost, outputCost) = (input * price.InputPerToken, output * price.OutputPerToken);
        return Task.FromResult<JsonNode>(Fields.ToNode(new CostEstimation
        {
            Model = name,
            Provider = deployment.Provider,
            InputTokens = input,
            OutputTokens = output,
            NumRequestsPerDay = perDay,
            NumRequestsPerMonth = perMonth,
            CostPerRequest = cost,
            InputCostPerRequest = inputCost,
            OutputCostPerRequest = outputCost,
            DailyCost = perDay * cost,
            DailyInputCost = perDay * inputCost,
            DailyOutputCost = perDay * outputCost,
            MonthlyCost = perMonth * cost,
            MonthlyInputCost = perMonth * inputCost,
            MonthlyOutputCost = perMonth * outputCost,
            InputCostPerToken = price.InputPerToken,
            OutputCostPerToken = price.OutputPerToken,
        }, ContractsJson.Default.CostEstimation));
    }

    private static int Tokens(ManagementCall call, string name) =>
        (int)Math.Min(Count(call, name) ?? throw ManagementException.Missing(name), int.MaxValue);

    private static long? Count(ManagementCall call, string name)
    {
        var count = call.Integer(name);
        Checks.NotNegative(name, count);
        return count;
    }
}
