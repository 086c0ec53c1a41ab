using System.Data.Common;
using Gateway.Contracts;
using static Gateway.Proxy.Hosting.ContractsJson;

namespace Gateway.Proxy.Storage;

/// <summary><c>organizations</c> and <c>organization_members</c>.</summary>
internal static class OrganizationStore
{
    public static readonly Table<OrganizationInfo> Table = new(
        "organizations",
        Default.OrganizationInfo,
        new("organization_id", row => row.OrganizationId, (row, value) => row.OrganizationId = value.Text!),
        new("organization_alias", row => row.OrganizationAlias, (row, value) => row.OrganizationAlias = value.Text),
        new("models", row => StoredJson.Text(row.Models, Default.ListString), (row, value) => row.Models = value.Json(Default.ListString)!),
        new("budget_id", row => row.BudgetId, (row, value) => row.BudgetId = value.Text),
        new("max_budget", row => row.MaxBudget, (row, value) => row.MaxBudget = value.Number),
        new("soft_budget", row => row.SoftBudget, (row, value) => row.SoftBudget = value.Number),
        new("budget_duration", row => row.BudgetDuration, (row, value) => row.BudgetDuration = value.Text),
        new("budget_reset_at", row => row.BudgetResetAt, (row, value) => row.BudgetResetAt = value.Time),
        new("tpm_limit", row => row.TpmLimit, (row, value) => row.TpmLimit = value.Integer),
        new("rpm_limit", row => row.RpmLimit, (row, value) => row.RpmLimit = value.Integer),
        new("max_parallel_requests", row => row.MaxParallelRequests, (row, value) => row.MaxParallelRequests = (int?)value.Integer),
        new("model_rpm_limit", row => StoredJson.Text(row.ModelRpmLimit, Default.DictionaryStringInt64), (row, value) => row.ModelRpmLimit = value.Json(Default.DictionaryStringInt64)),
        new("model_tpm_limit", row => StoredJson.Text(row.ModelTpmLimit, Default.DictionaryStringInt64), (row, value) => row.ModelTpmLimit = value.Json(Default.DictionaryStringInt64)),
        new("spend", row => row.Spend, (row, value) => row.Spend = value.Number ?? 0, OnInsertOnly: true),
        new("blocked", row => row.Blocked, (row, value) => row.Blocked = value.Flag),
        new("metadata", row => StoredJson.Text(row.Metadata, Default.JsonObject), (row, value) => row.Metadata = value.Json(Default.JsonObject)!),
        new("created_by", row => row.CreatedBy, (row, value) => row.CreatedBy = value.Text, OnInsertOnly: true),
        new("created_at", row => row.CreatedAt, (row, value) => row.CreatedAt = value.Time!.Value, OnInsertOnly: true),
        new("updated_by", row => row.UpdatedBy, (row, value) => row.UpdatedBy = value.Text),
        new("updated_at", row => row.UpdatedAt, (row, value) => row.UpdatedAt = value.Time!.Value));

    /// <summary>Members of one organization, or of all when <paramref name="organizationId"/> is null.</summary>
    public static Task<List<OrganizationMember>> MembersAsync(DbConnection connection, string? organizationId, DbTransaction? transaction, CancellationToken cancellationToken) =>
        ListAsync(connection, organizationId is null ? "" : "WHERE m.organization_id = @id", organizationId, transaction, cancellationToken);

    /// <summary>In which organizations a user is.</summary>
    public static Task<List<OrganizationMember>> MembershipsAsync(DbConnection connection, string userId, DbTransaction? transaction, CancellationToken cancellationToken) =>
        ListAsync(connection, "WHERE m.user_id = @id", userId, transaction, cancellationToken);

    public static Task PutMemberAsync(DbConnection connection, OrganizationMember member, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        """
        INSERT INTO organization_members (organization_id, user_id, role) VALUES (@organization, @user, @role)
        ON CONFLICT (organization_id, user_id) DO UPDATE SET role = excluded.role
        """,
        p =>
        {
            p.Add("organization", member.OrganizationId);
            p.Add("user", member.UserId);
            p.Add("role", member.UserRole);
        },
        transaction,
        cancellationToken);

    public static Task DeleteMemberAsync(DbConnection connection, string organizationId, string userId, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "DELETE FROM organization_members WHERE organization_id = @organization AND user_id = @user",
        p =>
        {
            p.Add("organization", organizationId);
            p.Add("user", userId);
        },
        transaction,
        cancellationToken);

    private static Task<List<OrganizationMember>> ListAsync(DbConnection connection, string where, string? id, DbTransaction? transaction, CancellationToken cancellationToken) => connection.QueryAsync(
        $"""
        SELECT m.organization_id, m.user_id, u.user_email, m.role
        FROM organization_members m LEFT JOIN users u ON u.user_id = m.user_id {where} ORDER BY m.organization_id, m.user_id
        """,
        row => new OrganizationMember { OrganizationId = row.GetString(0), UserId = row.GetString(1), UserEmail = new ColumnValue(row, 2).Text, UserRole = row.GetString(3) },
        p =>
        {
            if (id is not null)
            {
                p.Add("id", id);
            }
        },
        transaction,
        cancellationToken);
}
