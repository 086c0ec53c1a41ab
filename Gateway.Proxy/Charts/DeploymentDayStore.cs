using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Charts;

/// <summary>Reads <c>deployment_days</c>.</summary>
internal sealed class DeploymentDayStore(Database database)
{
    /// <param name="from">The first day, <c>2026-03-01</c>.</param>
    /// <param name="to">The last day.</param>
    /// <param name="model">A model group; null: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<DeploymentDay>> ReadAsync(string from, string to, string? model, CancellationToken cancellationToken) => database.QueryAsync(
        $"""
        SELECT day, model_group, deployment_id, error_type, requests, completion_tokens, duration_ms, first_tokens, first_token_ms, slow
        FROM deployment_days WHERE day >= @from AND day <= @to{(model is null ? "" : " AND model_group = @model")} ORDER BY 1, 2, 3, 4
        """,
        row => new DeploymentDay(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)),
        p =>
        {
            p.Add("from", from);
            p.Add("to", to);
            if (model is not null)
            {
                p.Add("model", model);
            }
        },
        cancellationToken);
}
