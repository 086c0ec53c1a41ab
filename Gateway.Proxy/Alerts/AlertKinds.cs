namespace Gateway.Proxy.Alerts;

/// <summary>Names of the kinds outside: LiteLLM's <c>alert_types</c>, and the <c>event</c> of its webhook.</summary>
internal static class AlertKinds
{
    /// <summary>What <c>alert_types</c> may name.</summary>
    public static readonly string[] Types = ["budget_alerts", "cooldown_deployment", "outage_alerts", "db_exceptions", "redis_alerts", "config_alerts", "key_alerts"];

    public static string Type(AlertKind kind) => kind switch
    {
        AlertKind.SoftBudgetPassed or AlertKind.BudgetUsedUp => "budget_alerts",
        AlertKind.DeploymentCoolsDown => "cooldown_deployment",
        AlertKind.GroupDown => "outage_alerts",
        AlertKind.DatabaseAway or AlertKind.DatabaseBack => "db_exceptions",
        AlertKind.RedisAway or AlertKind.RedisBack => "redis_alerts",
        AlertKind.ConfigRefused => "config_alerts",
        AlertKind.KeyEnds or AlertKind.KeyRotationDue => "key_alerts",
        _ => "test",
    };

    public static string Event(AlertKind kind) => kind switch
    {
        AlertKind.SoftBudgetPassed => "soft_budget_crossed",
        AlertKind.BudgetUsedUp => "budget_crossed",
        AlertKind.DeploymentCoolsDown => "deployment_cooldown",
        AlertKind.GroupDown => "model_group_down",
        AlertKind.DatabaseAway => "database_away",
        AlertKind.DatabaseBack => "database_back",
        AlertKind.RedisAway => "redis_away",
        AlertKind.RedisBack => "redis_back",
        AlertKind.ConfigRefused => "config_refused",
        AlertKind.KeyEnds => "key_ends",
        AlertKind.KeyRotationDue => "key_rotation_due",
        _ => "test",
    };
}
