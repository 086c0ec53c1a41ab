using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/organization/*</c>; its members are in <see cref="OrganizationMembers"/>.</summary>
internal static class OrganizationEndpoints
{
    private static readonly string[] s_fields =
    [
        "organization_alias", "models", "budget_id", "max_budget", "soft_budget", "budget_duration", "tpm_limit", "rpm_limit", "max_parallel_requests",
        "model_rpm_limit", "model_tpm_limit", "blocked", "metadata",
    ];

    private static readonly string[] s_all = [.. s_fields, "organization_id", "spend"];

    public static void MapOrganizations(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/organization/new", ManagementAccess.Admin, "Make an organization", NewAsync, s_all);
        routes.MapManagementPatch("/organization/update", ManagementAccess.Admin, "Update an organization", UpdateAsync);
        routes.MapManagementPost("/organization/update", ManagementAccess.Admin, "Update an organization", UpdateAsync, s_all);
        routes.MapManagementDelete("/organization/delete", ManagementAccess.Admin, "Delete organizations, their teams and keys", DeleteAsync);
        routes.MapManagementPost("/organization/delete", ManagementAccess.Admin, "Delete organizations, their teams and keys", DeleteAsync);
        routes.MapManagementGet("/organization/list", ManagementAccess.Owner, "List organizations", ListAsync);
        routes.MapManagementGet("/organization/info", ManagementAccess.Owner, "Show an organization", InfoAsync);
        routes.MapManagementPost("/organization/info", ManagementAccess.Owner, "Show organizations", InfosAsync);
        routes.MapOrganizationMembers();
    }

    public static async Task<OrganizationInfo> FindAsync(ManagementTransaction transaction, string id)
    {
        var organization = await transaction.FindAsync(OrganizationStore.Table, id) ?? throw ManagementException.NotFound("organization", id);
        organization.Members = await OrganizationStore.MembersAsync(transaction.Connection, id, transaction.Transaction, transaction.Cancellation);
        return organization;
    }

    /// <summary>What a team or a key is given to belong to: its id, an error where there is none; null for none, which may be written as "".</summary>
    public static async Task<OrganizationInfo?> NamedAsync(ManagementTransaction transaction, string? id) => string.IsNullOrEmpty(id)
        ? null
        : await transaction.FindAsync(OrganizationStore.Table, id)
            ?? throw ManagementException.Invalid("organization_id", "there is no such organization; make it with /organization/new.");

    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        call.RequiredText("organization_alias");
        return await ShowAsync(call, await call.ChangeAsync(async transaction =>
        {
            var id = call.Text("organization_id") is { Length: > 0 } chosen ? chosen : Guid.NewGuid().ToString();
            if (await transaction.FindAsync(OrganizationStore.Table, id) is not null)
            {
                throw ManagementException.Invalid("organization_id", "this organization exists already.");
            }

            var organization = await MergeAsync(call, transaction, new OrganizationInfo { OrganizationId = id, CreatedAt = call.Now, CreatedBy = call.Caller.Name });
            await transaction.InsertAsync(OrganizationStore.Table, organization);
            return id;
        }));
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call) => await ShowAsync(call, await call.ChangeAsync(async transaction =>
    {
        var before = await FindAsync(transaction, call.RequiredText("organization_id"));
        var after = await MergeAsync(call, transaction, before);
        var spend = call.Number("spend");
        Checks.NotNegative("spend", spend);
        after.Spend = spend ?? after.Spend;
        await transaction.UpdateAsync(OrganizationStore.Table, before, after, spend);
        return after.OrganizationId;
    }));

    // As in LiteLLM, an organization takes along what belongs to it.
    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var ids = call.Texts("organization_ids") is { Count: > 0 } given ? given : throw ManagementException.Missing("organization_ids");
        var deleted = await call.ChangeAsync(async transaction =>
        {
            var organizations = new List<OrganizationInfo>();
            foreach (var id in ids)
            {
                var organization = await FindAsync(transaction, id);
                foreach (var team in await transaction.ListAsync(TeamStore.Table, "WHERE organization_id = @organization", p => p.Add("organization", id)))
                {
                    await TeamEndpoints.DeleteAsync(transaction, team);
                }

                foreach (var key in await transaction.ListAsync(KeyStore.Table, "WHERE organization_id = @organization", p => p.Add("organization", id)))
                {
                    await transaction.DeleteAsync(KeyStore.Table, key);
                }

                await transaction.DeleteAsync(OrganizationStore.Table, organization);
                organizations.Add(organization);
            }

            return organizations;
        });
        return new JsonArray([.. deleted.Select(organization => (JsonNode)Fields.ToNode(organization, ContractsJson.Default.OrganizationInfo))]);
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var (id, alias) = (call.Query("org_id") ?? call.Query("organization_id"), call.Query("org_alias") ?? call.Query("organization_alias"));
        var all = await ReadAsync(call, "", null);
        return new JsonArray([.. all
            .Where(found => id is null || found.Organization.OrganizationId == id)
            .Where(found => alias is null || found.Organization.OrganizationAlias?.Contains(alias, StringComparison.OrdinalIgnoreCase) == true)
            .Where(found => MayRead(call, found.Organization.OrganizationId))
            .Select(found => (JsonNode)Show(call, found))]);
    }

    private static async Task<JsonNode> InfoAsync(ManagementCall call) =>
        await InfoAsync(call, call.Query("organization_id") ?? call.Caller.Key.Organization?.Id ?? throw ManagementException.Missing("organization_id"));

    // {"organizations": ["a", "b"]}
    private static async Task<JsonNode> InfosAsync(ManagementCall call)
    {
        var answer = new JsonArray();
        foreach (var id in call.Texts("organizations") is { Count: > 0 } ids ? ids : throw ManagementException.Missing("organizations"))
        {
            answer.Add((JsonNode)await InfoAsync(call, id));
        }

        return answer;
    }

    private static async Task<JsonObject> InfoAsync(ManagementCall call, string id)
    {
        if (!MayRead(call, id))
        {
            throw call.Forbidden();
        }

        return await ShowAsync(call, id);
    }

    // Its members, and its keys.
    private static bool MayRead(ManagementCall call, string id) =>
        call.Caller.ReadsAll || call.Caller.RoleInOrganization(id) is not null || call.Caller.Key.Organization?.Id == id;

    private static async Task<JsonObject> ShowAsync(ManagementCall call, string id) =>
        Show(call, (await ReadAsync(call, "WHERE organization_id = @organization", id)) is [var found] ? found : throw ManagementException.NotFound("organization", id));

    private static Task<List<ReadOrganization>> ReadAsync(ManagementCall call, string where, string? id) => call.Store.ReadAsync(async connection =>
    {
        var organizations = await OrganizationStore.Table.ListAsync(connection, $"{where} ORDER BY created_at, organization_id", Id, null, call.Aborted);
        var members = (await OrganizationStore.MembersAsync(connection, id, null, call.Aborted)).ToLookup(member => member.OrganizationId);
        var budgets = (await BudgetStore.Table.ListAsync(connection, "", null, null, call.Aborted)).ToDictionary(budget => budget.BudgetId);
        var teams = (await TeamStore.Table.ListAsync(connection, $"{(id is null ? "WHERE organization_id IS NOT NULL" : where)} ORDER BY created_at, team_id", Id, null, call.Aborted))
            .ToLookup(team => team.OrganizationId);
        foreach (var organization in organizations)
        {
            organization.Members = [.. members[organization.OrganizationId]];
        }

        return organizations.ConvertAll(organization => new ReadOrganization(
            organization, organization.BudgetId is { } budget ? budgets.GetValueOrDefault(budget) : null, [.. teams[organization.OrganizationId]]));

        void Id(SqlParameters p)
        {
            if (id is not null)
            {
                p.Add("organization", id);
            }
        }
    }, call.Aborted);

    // As clients see it: with its teams, the spend known here, which is ahead of what is stored, and what holds of its budget.
    private static JsonObject Show(ManagementCall call, ReadOrganization read)
    {
        var (organization, budget, teams) = read;
        organization.Spend = call.Directory.FindOrganization(organization.OrganizationId)?.Spend.Spend(call.Now) ?? organization.Spend;
        if (!call.Caller.ReadsAll && !call.Caller.IsAdminOfOrganization(organization.OrganizationId))
        {
            // Who else is in it is not everybody's business.
            organization.Members = [.. organization.Members.Where(member => call.Caller.Owns(member.UserId))];
        }

        var node = Fields.ToNode(organization, ContractsJson.Default.OrganizationInfo);
        node["litellm_budget_table"] = new JsonObject
        {
            ["budget_id"] = organization.BudgetId,
            ["max_budget"] = organization.MaxBudget ?? budget?.MaxBudget,
            ["soft_budget"] = organization.SoftBudget ?? budget?.SoftBudget,
            ["budget_duration"] = organization.BudgetDuration ?? budget?.BudgetDuration,
            ["tpm_limit"] = organization.TpmLimit ?? budget?.TpmLimit,
            ["rpm_limit"] = organization.RpmLimit ?? budget?.RpmLimit,
            ["max_parallel_requests"] = organization.MaxParallelRequests ?? budget?.MaxParallelRequests,
        };
        node["teams"] = new JsonArray([.. teams
            .Where(team => call.Caller.ReadsAll || call.Caller.IsMemberOf(team.TeamId))
            .Select(team => (JsonNode)TeamQueries.Show(call, team))]);
        return node;
    }

    private static async Task<OrganizationInfo> MergeAsync(ManagementCall call, ManagementTransaction transaction, OrganizationInfo current)
    {
        var organization = Fields.Merge(current, call.Body, ContractsJson.Default.OrganizationInfo, s_fields);
        Checks.NotNegative("max_budget", organization.MaxBudget);
        Checks.NotNegative("soft_budget", organization.SoftBudget);
        Checks.NotNegative("tpm_limit", organization.TpmLimit);
        Checks.NotNegative("rpm_limit", organization.RpmLimit);
        Checks.NotNegative("max_parallel_requests", organization.MaxParallelRequests);
        Checks.NotNegative("model_rpm_limit", organization.ModelRpmLimit);
        Checks.NotNegative("model_tpm_limit", organization.ModelTpmLimit);
        var budget = organization.BudgetId is { } id ? await transaction.FindAsync(BudgetStore.Table, id) : null;
        if (call.Body["budget_id"] is not null && budget is null)
        {
            throw ManagementException.Invalid("budget_id", "there is no such budget; make it with /budget/new.");
        }

        var same = organization.BudgetDuration == current.BudgetDuration && organization.BudgetId == current.BudgetId;
        var duration = organization.BudgetDuration ?? budget?.BudgetDuration;
        organization.BudgetResetAt = Checks.ResetAt(duration, same ? duration : null, current.BudgetResetAt, call.Now, call.Zone);
        organization.UpdatedAt = call.Now;
        organization.UpdatedBy = call.Caller.Name;
        return organization;
    }

    private sealed record ReadOrganization(OrganizationInfo Organization, BudgetInfo? Budget, IReadOnlyList<TeamInfo> Teams);
}
