using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>A virtual key being made or changed.</summary>
public sealed class KeyForm
{
    /// <summary>Null: it is being made.</summary>
    public string? Token { get; private init; }

    public string? Alias { get; set; }

    public string? TeamId { get; set; }

    public string? UserId { get; set; }

    public string? BudgetId { get; set; }

    public IReadOnlyList<string> Models { get; set; } = [];

    public LimitsForm Limits { get; private init; } = new();

    /// <summary>From now: <c>30d</c>; empty: as it is, or never.</summary>
    public string? Duration { get; set; }

    public bool NeverExpires { get; set; }

    public DateTimeOffset? Expires { get; private init; }

    /// <summary>How often its holder has to take a new one: <c>90d</c>; empty: never.</summary>
    public string? RotationInterval { get; set; }

    public string KeyType { get; set; } = "default";

    public string? Tags { get; set; }

    public string? Priority { get; set; }

    private JsonObject Metadata { get; init; } = [];

    /// <summary>A line each: <c>model 10 1d</c>: ten dollars a day.</summary>
    public string? ModelBudgets { get; set; }

    /// <summary>A line each: <c>model 60 100000</c>: requests and tokens a minute; a dash for no limit.</summary>
    public string? ModelLimits { get; set; }

    public static KeyForm Of(KeyInfo key) => new()
    {
        Token = key.Token,
        Alias = key.KeyAlias,
        TeamId = key.TeamId,
        UserId = key.UserId,
        BudgetId = key.BudgetId,
        Models = key.Models,
        Expires = key.Expires,
        RotationInterval = key.AutoRotate ? key.RotationInterval : null,
        KeyType = key.KeyType,
        Tags = TagList.Text(key.Tags),
        Metadata = key.Metadata,
        Priority = PriorityField.Of(key.Metadata),
        ModelBudgets = ModelLines.OfBudgets(key.ModelMaxBudget),
        ModelLimits = ModelLines.OfLimits(key.ModelRpmLimit, key.ModelTpmLimit),
        Limits = new LimitsForm
        {
            MaxBudget = key.MaxBudget,
            SoftBudget = key.SoftBudget,
            BudgetDuration = key.BudgetDuration ?? "",
            Rpm = key.RpmLimit,
            Tpm = key.TpmLimit,
            Parallel = key.MaxParallelRequests,
        },
    };

    /// <summary>The body of <c>/key/generate</c> or <c>/key/update</c>.</summary>
    /// <exception cref="FormatException">A line of the models is not as it should be; the message says which.</exception>
    public JsonObject ToJson()
    {
        var body = new JsonObject
        {
            ["key_alias"] = Text(Alias),
            ["team_id"] = Text(TeamId),
            ["user_id"] = Text(UserId),
            ["budget_id"] = Text(BudgetId),
            ["models"] = new JsonArray([.. Models.Select(model => (JsonNode)model)]),
            ["key_type"] = KeyType,
            ["tags"] = TagList.ToJson(Tags),
            ["model_max_budget"] = ModelLines.ReadBudgets(ModelBudgets),
        };
        body["auto_rotate"] = Text(RotationInterval) is not null;
        body["rotation_interval"] = Text(RotationInterval);
        (body["model_rpm_limit"], body["model_tpm_limit"]) = ModelLines.ReadLimits(ModelLimits);
        Limits.WriteTo(body);
        Limits.WriteSoftBudgetTo(body);
        PriorityField.Write(body, Metadata, Priority);
        if (Token is not null)
        {
            body["key"] = Token;
        }

        if (NeverExpires)
        {
            body["duration"] = null;
        }
        else if (Text(Duration) is { } duration)
        {
            body["duration"] = duration;
        }

        return body;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
