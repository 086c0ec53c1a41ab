using System.Data.Common;
using Gateway.Contracts;
using static Gateway.Proxy.Hosting.ContractsJson;

namespace Gateway.Proxy.Storage;

/// <summary><c>teams</c> and <c>team_members</c>.</summary>
internal static class TeamStore
{
    public static readonly Table<TeamInfo> Table = new(
        "teams",
        Default.TeamInfo,
        new("team_id", team => team.TeamId, (team, value) => team.TeamId = value.Text!),
        new("team_alias", team => team.TeamAlias, (team, value) => team.TeamAlias = value.Text),
        new("organization_id", team => team.OrganizationId, (team, value) => team.OrganizationId = value.Text),
        new("models", team => StoredJson.Text(team.Models, Default.ListString), (team, value) => team.Models = value.Json(Default.ListString)!),
        new("model_aliases", team => StoredJson.Text(team.ModelAliases, Default.DictionaryStringString), (team, value) => team.ModelAliases = value.Json(Default.DictionaryStringString)!),
        new("max_budget", team => team.MaxBudget, (team, value) => team.MaxBudget = value.Number),
        new("soft_budget", team => team.SoftBudget, (team, value) => team.SoftBudget = value.Number),
        new("budget_duration", team => team.BudgetDuration, (team, value) => team.BudgetDuration = value.Text),
        new("budget_reset_at", team => team.BudgetResetAt, (team, value) => team.BudgetResetAt = value.Time),
        new("tpm_limit", team => team.TpmLimit, (team, value) => team.TpmLimit = value.Integer),
        new("rpm_limit", team => team.RpmLimit, (team, value) => team.RpmLimit = value.Integer),
        new("max_parallel_requests", team => team.MaxParallelRequests, (team, value) => team.MaxParallelRequests = (int?)value.Integer),
        new("model_rpm_limit", team => StoredJson.Text(team.ModelRpmLimit, Default.DictionaryStringInt64), (team, value) => team.ModelRpmLimit = value.Json(Default.DictionaryStringInt64)),
        new("model_tpm_limit", team => StoredJson.Text(team.ModelTpmLimit, Default.DictionaryStringInt64), (team, value) => team.ModelTpmLimit = value.Json(Default.DictionaryStringInt64)),
        new("spend", team => team.Spend, (team, value) => team.Spend = value.Number ?? 0, OnInsertOnly: true),
        new("blocked", team => team.Blocked, (team, value) => team.Blocked = value.Flag),
        new("team_member_permissions", team => team.TeamMemberPermissions is { } routes ? StoredJson.Text(routes, Default.ListString) : null, (team, value) => team.TeamMemberPermissions = value.Json(Default.ListString)),
        new("metadata", team => StoredJson.Text(team.Metadata, Default.JsonObject), (team, value) => team.Metadata = value.Json(Default.JsonObject)!),
        new("created_at", team => team.CreatedAt, (team, value) => team.CreatedAt = value.Time!.Value, OnInsertOnly: true),
        new("updated_at", team => team.UpdatedAt, (team, value) => team.UpdatedAt = value.Time!.Value));

    /// <summary>Members of one team, or of all when <paramref name="teamId"/> is null.</summary>
    public static Task<List<TeamMember>> MembersAsync(DbConnection connection, string? teamId, DbTransaction? transaction, CancellationToken cancellationToken) =>
        teamId is null
            ? MembersAsync(connection, "", null, transaction, cancellationToken)
            : MembersAsync(connection, "WHERE m.team_id = @team", p => p.Add("team", teamId), transaction, cancellationToken);

    /// <param name="connection">To read from.</param>
    /// <param name="where">Which ones, in terms of <c>team_members m</c>; empty: all.</param>
    /// <param name="parameters">Binds those of <paramref name="where"/>.</param>
    /// <param name="transaction">Null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<List<TeamMember>> MembersAsync(DbConnection connection, string where, Action<SqlParameters>? parameters, DbTransaction? transaction, CancellationToken cancellationToken) => connection.QueryAsync(
        "SELECT m.team_id, m.user_id, u.user_email, m.role, m.max_budget, m.tpm_limit, m.rpm_limit, m.spend FROM team_members m LEFT JOIN users u ON u.user_id = m.user_id "
            + where + " ORDER BY m.team_id, m.user_id",
        row => new TeamMember
        {
            TeamId = row.GetString(0),
            UserId = row.GetString(1),
            UserEmail = new ColumnValue(row, 2).Text,
            Role = row.GetString(3),
            MaxBudgetInTeam = new ColumnValue(row, 4).Number,
            TpmLimit = new ColumnValue(row, 5).Integer,
            RpmLimit = new ColumnValue(row, 6).Integer,
            Spend = row.GetDouble(7),
        },
        parameters,
        transaction,
        cancellationToken);

    public static Task<List<string>> TeamsOfAsync(DbConnection connection, string userId, DbTransaction? transaction, CancellationToken cancellationToken) => connection.QueryAsync(
        "SELECT team_id FROM team_members WHERE user_id = @user ORDER BY team_id", row => row.GetString(0), p => p.Add("user", userId), transaction, cancellationToken);

    public static Task PutMemberAsync(DbConnection connection, string teamId, TeamMember member, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        """
        INSERT INTO team_members (team_id, user_id, role, max_budget, tpm_limit, rpm_limit) VALUES (@team, @user, @role, @budget, @tpm, @rpm)
        ON CONFLICT (team_id, user_id) DO UPDATE
            SET role = excluded.role, max_budget = excluded.max_budget, tpm_limit = excluded.tpm_limit, rpm_limit = excluded.rpm_limit
        """,
        p =>
        {
            p.Add("team", teamId);
            p.Add("user", member.UserId);
            p.Add("role", member.Role);
            p.Add("budget", member.MaxBudgetInTeam);
            p.Add("tpm", member.TpmLimit);
            p.Add("rpm", member.RpmLimit);
        },
        transaction,
        cancellationToken);

    public static Task DeleteMemberAsync(DbConnection connection, string teamId, string userId, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "DELETE FROM team_members WHERE team_id = @team AND user_id = @user",
        p =>
        {
            p.Add("team", teamId);
            p.Add("user", userId);
        },
        transaction,
        cancellationToken);
}
