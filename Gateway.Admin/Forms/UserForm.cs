using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>A user being made or changed.</summary>
public sealed class UserForm
{
    public bool IsNew { get; private init; } = true;

    public string? Id { get; set; }

    public string? Email { get; set; }

    public string? Alias { get; set; }

    public string Role { get; set; } = "internal_user";

    public IReadOnlyList<string> Models { get; set; } = [];

    public LimitsForm Limits { get; private init; } = new();

    public static UserForm Of(UserInfo user) => new()
    {
        IsNew = false,
        Id = user.UserId,
        Email = user.UserEmail,
        Alias = user.UserAlias,
        Role = user.UserRole,
        Models = user.Models,
        Limits = new LimitsForm
        {
            MaxBudget = user.MaxBudget,
            BudgetDuration = user.BudgetDuration ?? "",
            Rpm = user.RpmLimit,
            Tpm = user.TpmLimit,
            Parallel = user.MaxParallelRequests,
        },
    };

    /// <summary>The body of <c>/user/new</c> or <c>/user/update</c>; keys are made on their own page.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject
        {
            ["user_id"] = Text(Id),
            ["user_email"] = Text(Email),
            ["user_alias"] = Text(Alias),
            ["user_role"] = Role,
            ["models"] = new JsonArray([.. Models.Select(model => (JsonNode)model)]),
        };
        Limits.WriteTo(body);
        if (IsNew)
        {
            body["auto_create_key"] = false;
        }

        return body;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
