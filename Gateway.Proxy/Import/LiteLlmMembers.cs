using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Proxy.Import;

/// <summary>Who is in a page of organizations or teams. Of teams, roles are in the team's row, spend and budget in <c>"LiteLLM_TeamMembership"</c>.</summary>
internal static class LiteLlmMembers
{
    public static async Task<List<OrganizationMember>> ReadAsync(LiteLlmSource source, IReadOnlyList<OrganizationInfo> organizations, CancellationToken cancellationToken)
    {
        if (!source.Has(LiteLlmTables.OrganizationMemberships))
        {
            return [];
        }

        var rows = await source.QueryAsync(
            $"""
            SELECT row_to_json(x)::text FROM (
                SELECT m.organization_id, m.user_id, m.user_role FROM "{LiteLlmTables.OrganizationMemberships}" m WHERE m.organization_id = ANY(@organizations)) x
            """,
            p => p.Add("organizations", organizations.Select(organization => organization.OrganizationId).ToArray()),
            cancellationToken);
        return [.. rows.Where(row => row.Text("user_id") is not null).Select(LiteLlmRecords.OrganizationMember)];
    }

    public static async Task<List<TeamMember>> ReadAsync(LiteLlmSource source, IReadOnlyList<LiteLlmRow> teams, CancellationToken cancellationToken)
    {
        var members = new Dictionary<(string Team, string User), TeamMember>();
        foreach (var team in teams)
        {
            foreach (var entry in (team.Node("members_with_roles") as JsonArray ?? []).OfType<JsonObject>())
            {
                var member = Member(team.Text("team_id")!, entry["user_id"]?.ToString());
                if (member is not null)
                {
                    member.Role = entry["role"]?.ToString() == "admin" ? "admin" : "user";
                }
            }
        }

        if (source.Has(LiteLlmTables.Memberships))
        {
            var spend = source.Has(LiteLlmTables.Memberships, "spend") ? "m.spend" : "0 AS spend";
            var hasBudget = source.Has(LiteLlmTables.Memberships, "budget_id") && source.Has(LiteLlmTables.Budgets);
            var (budget, join) = hasBudget ? ("b.max_budget, b.tpm_limit, b.rpm_limit", $"LEFT JOIN \"{LiteLlmTables.Budgets}\" b ON b.budget_id = m.budget_id") : ("NULL AS max_budget, NULL AS tpm_limit, NULL AS rpm_limit", "");
            var rows = await source.QueryAsync(
                $"""
                SELECT row_to_json(x)::text FROM (
                    SELECT m.team_id, m.user_id, {spend}, {budget} FROM "{LiteLlmTables.Memberships}" m {join} WHERE m.team_id = ANY(@teams)) x
                """,
                p => p.Add("teams", teams.Select(team => team.Text("team_id")!).ToArray()),
                cancellationToken);
            foreach (var row in rows)
            {
                if (Member(row.Text("team_id")!, row.Text("user_id")) is { } member)
                {
                    member.Spend = row.Number("spend") ?? 0;
                    member.MaxBudgetInTeam = row.Number("max_budget");
                    member.TpmLimit = row.Integer("tpm_limit");
                    member.RpmLimit = row.Integer("rpm_limit");
                }
            }
        }

        return [.. members.Values];

        // One who was invited by email only has no id yet.
        TeamMember? Member(string team, string? user)
        {
            if (string.IsNullOrEmpty(user))
            {
                return null;
            }

            if (!members.TryGetValue((team, user), out var member))
            {
                members[(team, user)] = member = new TeamMember { TeamId = team, UserId = user };
            }

            return member;
        }
    }
}
