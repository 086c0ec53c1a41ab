using Gateway.Contracts;

namespace Gateway.Admin.Formatting;

/// <summary>Where whoever has a budget is shown.</summary>
internal static class BudgetHolder
{
    public static string Address(BudgetUse use) => use.Kind switch
    {
        "key" => $"keys?key={use.Id}",
        "team" => $"teams?team={Uri.EscapeDataString(use.Id)}",
        "organization" => $"organizations?organization={Uri.EscapeDataString(use.Id)}",
        "user" => $"users?user={Uri.EscapeDataString(use.Id)}",
        "gateway" => "usage",
        "provider" => "usage?by=provider",
        "deployment" => "models",
        _ => $"customers?search={Uri.EscapeDataString(use.Id)}",
    };
}
