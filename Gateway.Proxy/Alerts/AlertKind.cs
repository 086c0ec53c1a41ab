namespace Gateway.Proxy.Alerts;

/// <summary>What somebody is told of.</summary>
internal enum AlertKind
{
    /// <summary>A soft budget is passed; requests go on.</summary>
    SoftBudgetPassed,

    /// <summary>A budget is used up; requests are refused.</summary>
    BudgetUsedUp,

    /// <summary>A deployment is taken out of the routing for a while.</summary>
    DeploymentCoolsDown,

    /// <summary>A model group has no deployment left that may serve.</summary>
    GroupDown,

    DatabaseAway,

    DatabaseBack,

    RedisAway,

    RedisBack,

    /// <summary>A changed config is not used.</summary>
    ConfigRefused,

    /// <summary>A key is refused from tomorrow on.</summary>
    KeyEnds,

    /// <summary>A key's holder has to take its successor.</summary>
    KeyRotationDue,

    /// <summary>Asked for by a person who wants to see whether alerts arrive.</summary>
    Test,
}
