namespace Gateway.Proxy.Charts;

/// <summary>Adds a batch of spend logs to <c>deployment_days</c>, in the transaction that writes the rows.</summary>
internal static class DeploymentDaysSql
{
    /// <summary>LiteLLM's <c>alerting_threshold</c>: a request that takes longer is slow.</summary>
    private const int SlowMs = 300_000;

    public static readonly string AddBatch = $"""
        INSERT INTO deployment_days (day, model_group, deployment_id, error_type, requests, completion_tokens, duration_ms, first_tokens, first_token_ms, slow, cost)
        SELECT day, COALESCE(model_group, requested_model), deployment_id, CASE WHEN status < 400 THEN '' ELSE COALESCE(error_type, 'error') END,
               COUNT(*), SUM(completion_tokens), SUM(duration_ms), COUNT(first_token_ms), COALESCE(SUM(first_token_ms), 0),
               SUM(CASE WHEN duration_ms > {SlowMs} THEN 1 ELSE 0 END), SUM(cost)
        FROM spend_batch WHERE deployment_id IS NOT NULL AND duration_ms IS NOT NULL AND NOT cache_hit GROUP BY 1, 2, 3, 4
        ON CONFLICT (day, model_group, deployment_id, error_type) DO UPDATE SET
        requests = deployment_days.requests + excluded.requests, completion_tokens = deployment_days.completion_tokens + excluded.completion_tokens,
        duration_ms = deployment_days.duration_ms + excluded.duration_ms, first_tokens = deployment_days.first_tokens + excluded.first_tokens,
        first_token_ms = deployment_days.first_token_ms + excluded.first_token_ms, slow = deployment_days.slow + excluded.slow,
        cost = deployment_days.cost + excluded.cost
        """;
}
