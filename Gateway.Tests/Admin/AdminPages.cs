namespace Gateway.Tests.Admin;

/// <summary>Every page that has an address of its own in the menu.</summary>
internal static class AdminPages
{
    public static readonly (string Path, string Heading)[] All =
    [
        ("", "Overview"), ("/models", "Models"), ("/playground", "Playground"), ("/keys", "Keys"), ("/teams", "Teams"), ("/organizations", "Organizations"), ("/users", "Users"),
        ("/customers", "Customers"), ("/tags", "Tags"), ("/budgets", "Budgets"), ("/logs", "Logs"), ("/usage", "Usage"), ("/cache", "Cache"), ("/settings", "Settings"),
    ];
}
