namespace Gateway.Admin.Formatting;

/// <summary>What users may do, in words.</summary>
internal static class Roles
{
    public static readonly (string Value, string Text)[] All =
    [
        ("internal_user", "user: own keys and usage"),
        ("internal_user_viewer", "user, looking only"),
        ("proxy_admin", "administrator"),
        ("proxy_admin_viewer", "administrator, looking only"),
    ];

    public static string Text(string role) => All.FirstOrDefault(item => item.Value == role).Text ?? role;
}
