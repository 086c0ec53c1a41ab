namespace Gateway.Proxy.Import;

/// <summary>LiteLLM's names.</summary>
internal static class LiteLlmTables
{
    public const string Keys = "LiteLLM_VerificationToken";
    public const string Users = "LiteLLM_UserTable";
    public const string Teams = "LiteLLM_TeamTable";
    public const string Organizations = "LiteLLM_OrganizationTable";
    public const string OrganizationMemberships = "LiteLLM_OrganizationMembership";
    public const string Memberships = "LiteLLM_TeamMembership";
    public const string Budgets = "LiteLLM_BudgetTable";
    public const string Customers = "LiteLLM_EndUserTable";
    public const string TeamModels = "LiteLLM_ModelTable";
    public const string SpendLogs = "LiteLLM_SpendLogs";

    /// <summary>What stays behind, and what to do about it.</summary>
    public static readonly (string Table, string Advice)[] LeftBehind =
    [
        ("LiteLLM_ProxyModelTable", "models stored encrypted: write them into config.yaml"),
        ("LiteLLM_CredentialsTable", "credentials stored encrypted: write them into config.yaml or the environment"),
        ("LiteLLM_DeprecatedVerificationToken", "old values of regenerated keys: only the new values work"),
        ("LiteLLM_Config", "settings made in the UI: write them into config.yaml"),
        ("LiteLLM_TagTable", "tags with budgets"),
        ("LiteLLM_MCPServerTable", "MCP servers"),
        ("LiteLLM_ErrorLogs", "error logs"),
    ];
}
