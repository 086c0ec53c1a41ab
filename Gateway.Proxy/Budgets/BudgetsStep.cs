using System.Globalization;
using Gateway.Proxy.Alerts;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Budgets;

/// <summary>Lets a request in while every budget that it counts against allows: reserves an estimate now, settles the real cost when it has ended.</summary>
internal sealed partial class BudgetsStep(CostEstimate costs, GatewayBudget gateway, DeploymentBudgets deployments, BudgetAlerts alerts, TimeProvider time, ILogger<BudgetsStep> logger) : IInferenceStep
{
    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var key = context.Key!;
        var tags = Tags(context);
        var all = gateway.Scope(context.Snapshot.Config.LitellmSettings);
        if (!key.IsStored && context.Customer is null && tags.Count == 0 && all is null && !context.Snapshot.HasDeploymentBudgets)
        {
            return next(context);
        }

        var estimate = costs.Of(context);
        var lease = BudgetLease.TryTake(all, key, context.Customer, tags, ModelBudget(context), estimate, enforces: !CostEstimate.IsFree(context.Model), time.GetUtcNow(), out var refusal);
        if (lease is null)
        {
            alerts.UsedUp(refusal!);
            context.Error = GatewayErrors.BudgetExceeded(refusal!, time.GetUtcNow());
            return Task.CompletedTask;
        }

        context.BudgetLease = lease;
        return SettleAfter(context, lease, next);
    }

    /// <summary>What the key has spent, the answer at hand included, and what it may spend.</summary>
    public static void WriteHeaders(InferenceContext context, double cost, DateTimeOffset now)
    {
        if (context.Key is not { IsStored: true } key)
        {
            return;
        }

        var headers = context.Http.Response.Headers;
        KeyRotation.WriteHeader(key, now, headers);
        headers["x-litellm-key-spend"] = (key.State.Spend.Spend(now) + cost).ToString("R", CultureInfo.InvariantCulture);
        if (key.MaxBudgetAt(now) is { } max)
        {
            headers["x-litellm-key-max-budget"] = max.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    // Only where somebody has made a tag is there anything to look up.
    private static IReadOnlyList<Account> Tags(InferenceContext context)
    {
        var directory = context.Snapshot.StoredKeys;
        return directory.HasTags ? [.. SpendLogStep.Tags(context).Distinct(StringComparer.Ordinal).Select(directory.FindTag).OfType<Account>()] : [];
    }

    private static KeyBudgetWindow? ModelBudget(InferenceContext context)
    {
        if (context.Key!.Rules.ModelBudgets is not { } budgets)
        {
            return null;
        }

        return budgets.TryGetValue(context.Model.Group.Name, out var budget) || budgets.TryGetValue(context.RequestedModel, out budget) ? budget : null;
    }

    private async Task SettleAfter(InferenceContext context, BudgetLease lease, InferenceDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            var attempt = context.Attempt;
            lease.Settle(attempt?.Cost ?? 0, time.GetUtcNow(), SoftBudgetPassed);
            if (attempt is not null)
            {
                deployments.Add(attempt.Lease.Deployment, attempt.Cost);
                costs.Learn(context.Model.Group.Name, attempt.Usage.CompletionTokens);
            }
        }
    }

    private void SoftBudgetPassed(BudgetScope scope, double spend)
    {
        LogSoftBudget(scope.Kind, scope.Name, spend, scope.Soft!.Value);
        alerts.SoftBudgetPassed(scope, spend);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} {Name} has spent {Spend:0.####} US dollars and passed its soft budget of {SoftBudget}; requests go on")]
    private partial void LogSoftBudget(string kind, string name, double spend, double softBudget);
}
