using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Management;

/// <summary>The config's values for keys, teams and users that are made, and its bounds for keys.</summary>
internal static class CreationDefaults
{
    /// <summary>
    /// Fills what a body leaves open or sends empty. A <c>budget_duration</c> that is null on purpose stays, as in LiteLLM:
    /// a budget that never begins anew.
    /// </summary>
    public static void Fill(JsonObject body, JsonObject? defaults)
    {
        foreach (var (name, value) in defaults ?? [])
        {
            if (body[name] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } && !(name == "budget_duration" && body.ContainsKey(name)))
            {
                body[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>Bounds are defaults too: who sends nothing, or null, gets the bound.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="bounds">The config's.</param>
    /// <param name="isNew">False: what is not in the body stays as it is.</param>
    public static void Fill(JsonObject body, KeyBounds bounds, bool isNew)
    {
        Fill("max_budget", bounds.MaxBudget);
        Fill("budget_duration", bounds.BudgetDuration);
        Fill("duration", bounds.Duration);
        Fill("tpm_limit", bounds.TpmLimit);
        Fill("rpm_limit", bounds.RpmLimit);
        Fill("max_parallel_requests", bounds.MaxParallelRequests);

        void Fill(string name, JsonNode? bound)
        {
            if (bound is not null && body[name] is null && (isNew || body.ContainsKey(name)))
            {
                body[name] = bound;
            }
        }
    }

    /// <summary>Refuses what is beyond a bound; only what the body sets is looked at, so that older keys can be changed otherwise.</summary>
    public static void Check(KeyInfo key, JsonObject body, KeyBounds bounds, DateTimeOffset now)
    {
        Check("max_budget", key.MaxBudget, bounds.MaxBudget);
        Check("tpm_limit", key.TpmLimit, bounds.TpmLimit);
        Check("rpm_limit", key.RpmLimit, bounds.RpmLimit);
        Check("max_parallel_requests", key.MaxParallelRequests, bounds.MaxParallelRequests);
        CheckLength("budget_duration", key.BudgetDuration, bounds.BudgetDuration);
        CheckLength("duration", ManagementCall.Text(body, "duration"), bounds.Duration);

        void Check(string name, double? value, double? bound)
        {
            if (bound is not null && body.ContainsKey(name) && !(value <= bound))
            {
                throw ManagementException.Invalid(name, $"is over the upper bound of {bound} that the config sets for keys.");
            }
        }

        // "-1" is LiteLLM's way to say "for ever".
        void CheckLength(string name, string? value, string? bound)
        {
            if (bound is not null && body.ContainsKey(name) && !(End(value) <= End(bound)))
            {
                throw ManagementException.Invalid(name, $"is over the upper bound of {bound} that the config sets for keys.");
            }
        }

        DateTimeOffset? End(string? length) => BudgetPeriod.Parse(length, TimeZoneInfo.Utc)?.After(now);
    }

    /// <summary>Users without a say in the gateway get the budget that the config has for them.</summary>
    public static void FillUser(JsonObject body, LitellmSettings settings)
    {
        Fill(body, settings.DefaultInternalUserParams);
        if (ManagementCall.Text(body, "user_role") is null or UserRoles.InternalUser or UserRoles.InternalUserViewer)
        {
            Fill(body, new JsonObject { ["max_budget"] = settings.MaxInternalUserBudget, ["budget_duration"] = settings.InternalUserBudgetDuration });
        }
    }
}
