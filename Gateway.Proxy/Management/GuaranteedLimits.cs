using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>
/// <c>rpm_limit_type</c> and <c>tpm_limit_type</c> <c>guaranteed_throughput</c>: what the keys of a team, or the teams of an organization,
/// are promised may together be no more than what that has, so that everybody can have his part at the same time (LiteLLM's rule).
/// </summary>
internal static class GuaranteedLimits
{
    /// <summary>What one key or team may use, and which of it is promised.</summary>
    private readonly record struct Part(long? Limit, Dictionary<string, long>? Models, bool IsPromised);

    public static async Task CheckAsync(ManagementTransaction transaction, KeyInfo key)
    {
        var isPromised = IsPromised(key.Metadata, StoredMetadata.RpmLimitType) || IsPromised(key.Metadata, StoredMetadata.TpmLimitType);
        if (!isPromised || key.TeamId is not { } id || await transaction.FindAsync(TeamStore.Table, id) is not { } team)
        {
            return;
        }

        var others = await transaction.ListAsync(KeyStore.Table, "WHERE team_id = @team AND token <> @token AND replaced_by IS NULL", p =>
        {
            p.Add("team", id);
            p.Add("token", key.Token);
        });
        Check("rpm_limit", "team", Rpm(key), others.Select(Rpm), team.RpmLimit, team.ModelRpmLimit);
        Check("tpm_limit", "team", Tpm(key), others.Select(Tpm), team.TpmLimit, team.ModelTpmLimit);
    }

    public static async Task CheckAsync(ManagementTransaction transaction, TeamInfo team, OrganizationInfo organization)
    {
        if (!IsPromised(team.Metadata, StoredMetadata.RpmLimitType) && !IsPromised(team.Metadata, StoredMetadata.TpmLimitType))
        {
            return;
        }

        var others = await transaction.ListAsync(TeamStore.Table, "WHERE organization_id = @organization AND team_id <> @team", p =>
        {
            p.Add("organization", organization.OrganizationId);
            p.Add("team", team.TeamId);
        });
        Check("rpm_limit", "organization", Rpm(team), others.Select(Rpm), organization.RpmLimit, organization.ModelRpmLimit);
        Check("tpm_limit", "organization", Tpm(team), others.Select(Tpm), organization.TpmLimit, organization.ModelTpmLimit);
    }

    private static void Check(string field, string above, Part part, IEnumerable<Part> others, long? most, Dictionary<string, long>? mostOfModels)
    {
        if (!part.IsPromised)
        {
            return;
        }

        List<Part> promised = [.. others.Where(other => other.IsPromised)];
        CheckOne(field, above, part.Limit, promised.Sum(other => other.Limit ?? 0), most);
        foreach (var (model, limit) in part.Models ?? [])
        {
            var whole = mostOfModels is not null && mostOfModels.TryGetValue(model, out var own) ? own : most;
            CheckOne($"model_{field}.{model}", above, limit, promised.Sum(other => other.Models?.GetValueOrDefault(model) ?? 0), whole);
        }
    }

    private static void CheckOne(string field, string above, long? wanted, long promised, long? most)
    {
        if (wanted is { } limit && most is { } whole && promised + limit > whole)
        {
            throw ManagementException.Invalid(field, string.Create(CultureInfo.InvariantCulture, $"cannot be guaranteed: {promised} of the {above}'s {whole} are promised already, which leaves {Math.Max(0, whole - promised)}."));
        }
    }

    private static Part Rpm(KeyInfo key) => new(key.RpmLimit, key.ModelRpmLimit, IsPromised(key.Metadata, StoredMetadata.RpmLimitType));

    private static Part Tpm(KeyInfo key) => new(key.TpmLimit, key.ModelTpmLimit, IsPromised(key.Metadata, StoredMetadata.TpmLimitType));

    private static Part Rpm(TeamInfo team) => new(team.RpmLimit, team.ModelRpmLimit, IsPromised(team.Metadata, StoredMetadata.RpmLimitType));

    private static Part Tpm(TeamInfo team) => new(team.TpmLimit, team.ModelTpmLimit, IsPromised(team.Metadata, StoredMetadata.TpmLimitType));

    private static bool IsPromised(JsonObject metadata, string type) => new StoredMetadata(metadata).Text(type) == StoredMetadata.Guaranteed;
}
