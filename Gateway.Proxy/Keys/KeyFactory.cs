using System.Globalization;
using Gateway.Contracts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Keys;

/// <summary>Stored records to what a request works with.</summary>
internal static class KeyFactory
{
    private static readonly string[] s_none = [];

    public static VirtualKey Key(KeyInfo row, KeyHash hash, BudgetInfo? budget, KeyDirectory directory, KeyState state, TimeZoneInfo zone, TimeSpan rotationGrace)
    {
        var rotatedBy = row.KeyRotationAt + rotationGrace;
        var limits = Limits(row.RpmLimit ?? budget?.RpmLimit, row.TpmLimit ?? budget?.TpmLimit, row.MaxParallelRequests ?? budget?.MaxParallelRequests);
        return new VirtualKey
        {
            Hash = hash,
            Alias = row.KeyAlias,
            User = row.UserId is { } user ? directory.User(user) : null,
            Team = row.TeamId is { } team ? directory.Team(team) : null,
            OwnOrganization = row.OrganizationId is { } organization ? directory.Organization(organization) : null,
            Member = row is { TeamId: { } memberTeam, UserId: { } member } ? directory.Member(memberTeam, member) : null,
            Tags = Tags(row.Tags, new StoredMetadata(row.Metadata)),
            IsStored = true,
            Blocked = row.Blocked,
            Expires = row.Expires < rotatedBy || rotatedBy is null ? row.Expires : rotatedBy,
            RotationDue = row.KeyRotationAt,
            RotatedBy = rotatedBy,
            Models = Array(row.Models),
            Limits = limits,
            MaxBudget = row.MaxBudget ?? budget?.MaxBudget,
            SoftBudget = row.SoftBudget ?? budget?.SoftBudget,
            Rules = Rules(row, budget, state, zone),
            State = state,
        };
    }

    public static AccountSettings Organization(OrganizationInfo row, BudgetInfo? budget, IEnumerable<OrganizationMember> members)
    {
        var roles = members.ToDictionary(member => member.UserId, member => member.UserRole, StringComparer.Ordinal);
        return new()
        {
            Alias = row.OrganizationAlias,
            Blocked = row.Blocked,
            MemberRoles = roles.Count > 0 ? roles : null,
            Models = Array(row.Models),
            Limits = Limits(row.RpmLimit ?? budget?.RpmLimit, row.TpmLimit ?? budget?.TpmLimit, row.MaxParallelRequests ?? budget?.MaxParallelRequests),
            ModelLimits = ModelLimits(row.ModelRpmLimit, row.ModelTpmLimit),
            MaxBudget = row.MaxBudget ?? budget?.MaxBudget,
            SoftBudget = row.SoftBudget ?? budget?.SoftBudget,
        };
    }

    public static AccountSettings Team(TeamInfo row, KeyDirectory directory)
    {
        var metadata = new StoredMetadata(row.Metadata);
        return new()
        {
            Alias = row.TeamAlias,
            Organization = row.OrganizationId is { } organization ? directory.Organization(organization) : null,
            Blocked = row.Blocked,
            Models = Array(row.Models),
            ModelAliases = row.ModelAliases.Count > 0 ? row.ModelAliases : null,
            MemberPermissions = row.TeamMemberPermissions is { } routes ? Array(routes) : s_none,
            Limits = Limits(row.RpmLimit, row.TpmLimit, row.MaxParallelRequests),
            ModelLimits = ModelLimits(row.ModelRpmLimit, row.ModelTpmLimit),
            Priority = metadata.Priority,
            Tags = metadata.Texts("tags"),
            MaxBudget = row.MaxBudget,
            SoftBudget = row.SoftBudget,
            Routing = metadata.Routing,
            AllowedPassThroughRoutes = metadata.Texts(StoredMetadata.AllowedPassThroughRoutes),
        };
    }

    public static AccountSettings User(UserInfo row) => new()
    {
        Role = row.UserRole,
        Models = Array(row.Models),
        Limits = Limits(row.RpmLimit, row.TpmLimit, row.MaxParallelRequests),
        MaxBudget = row.MaxBudget,
    };

    public static AccountSettings Member(TeamMember row) => new()
    {
        Role = row.Role,
        MaxBudget = row.MaxBudgetInTeam,
        Limits = Limits(row.RpmLimit, row.TpmLimit, null),
    };

    public static AccountSettings Customer(CustomerInfo row, BudgetInfo? budget) => new()
    {
        Blocked = row.Blocked,
        BudgetId = row.BudgetId,
        DefaultModel = row.DefaultModel,
        MaxBudget = row.MaxBudget ?? budget?.MaxBudget,
        SoftBudget = budget?.SoftBudget,
        Limits = Limits(budget?.RpmLimit, budget?.TpmLimit, budget?.MaxParallelRequests),
    };

    public static AccountSettings Tag(TagInfo row) => new() { MaxBudget = row.MaxBudget, SoftBudget = row.SoftBudget };

    public static KeyType Type(string text) => text switch
    {
        "llm_api" => KeyType.LlmApi,
        "management" => KeyType.Management,
        "read_only" => KeyType.ReadOnly,
        _ => KeyType.Default,
    };

    private static string[] Tags(List<string> own, StoredMetadata metadata) =>
        metadata.Texts("tags") is { Length: > 0 } further ? [.. own.Union(further, StringComparer.Ordinal)] : Array(own);

    // Most keys have none of them, and share one object that says so.
    private static KeyRules Rules(KeyInfo row, BudgetInfo? budget, KeyState state, TimeZoneInfo zone)
    {
        var models = row.ModelMaxBudget ?? budget?.ModelMaxBudget;
        var metadata = new StoredMetadata(row.Metadata);
        var rules = new KeyRules
        {
            Aliases = row.Aliases.Count > 0 ? row.Aliases : null,
            AllowedRoutes = Array(row.AllowedRoutes),
            AllowedPassThroughRoutes = metadata.Texts(StoredMetadata.AllowedPassThroughRoutes),
            AllowedCacheControls = metadata.Texts(StoredMetadata.AllowedCacheControls),
            Type = Type(row.KeyType),
            BudgetIncrease = metadata.BudgetIncrease,
            Priority = metadata.Priority,
            EnforcedParams = metadata.Texts(StoredMetadata.EnforcedParams),
            Routing = metadata.Routing,
            RpmIsDynamic = metadata.Text(StoredMetadata.RpmLimitType) == StoredMetadata.Dynamic,
            TpmIsDynamic = metadata.Text(StoredMetadata.TpmLimitType) == StoredMetadata.Dynamic,
            ModelLimits = ModelLimits(row.ModelRpmLimit, row.ModelTpmLimit),
            Windows = (row.BudgetLimits ?? [])
                .Select(limit => Window(limit.BudgetDuration, limit.MaxBudget, null, state, zone))
                .OfType<KeyBudgetWindow>().ToArray(),
            ModelBudgets = models?
                .Select(model => Window(model.Value.TimePeriod, model.Value.BudgetLimit, model.Key, state, zone))
                .OfType<KeyBudgetWindow>().ToDictionary(window => window.Model!, StringComparer.Ordinal),
        };
        return rules == KeyRules.None ? KeyRules.None : rules;
    }

    private static KeyBudgetWindow? Window(string duration, double max, string? model, KeyState state, TimeZoneInfo zone)
    {
        if (BudgetPeriod.Parse(duration, zone) is not { } period)
        {
            return null;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{(model is null ? "" : model + " per ")}{duration}");
        return new KeyBudgetWindow(name, max, period, model, state.Window(name));
    }

    private static Dictionary<string, KeyLimits>? ModelLimits(Dictionary<string, long>? rpm, Dictionary<string, long>? tpm)
    {
        var models = (rpm?.Keys ?? Enumerable.Empty<string>()).Concat(tpm?.Keys ?? Enumerable.Empty<string>()).Distinct(StringComparer.Ordinal);
        var limits = models.ToDictionary(model => model, model => Limits(Find(rpm, model), Find(tpm, model), null), StringComparer.Ordinal);
        return limits.Count > 0 ? limits : null;
    }

    private static long? Find(Dictionary<string, long>? limits, string model) => limits is not null && limits.TryGetValue(model, out var limit) ? limit : null;

    private static KeyLimits Limits(long? rpm, long? tpm, int? parallel) =>
        rpm is null && tpm is null && parallel is null ? KeyLimits.None : new KeyLimits(Int(rpm), Int(tpm), parallel);

    private static int? Int(long? value) => value is { } number ? (int)Math.Clamp(number, 0, int.MaxValue) : null;

    private static string[] Array(List<string> values) => values.Count == 0 ? s_none : values.ToArray();
}
