using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Proxy.Telemetry;

/// <summary>
/// LiteLLM's metrics. Names and labels are a contract: its Grafana boards and people's alerts depend on them
/// (litellm-compat section 14).
/// </summary>
/// <remarks>To add one: a property here, a place in <see cref="All"/>, and what moves it in <see cref="RequestSeries"/> or <see cref="AttemptSeries"/>.</remarks>
internal sealed class LitellmMetrics
{
    public MetricFamily<Counter> ProxyTotalRequests { get; } = Counted(
        "litellm_proxy_total_requests_metric_total", "Requests to the gateway with a valid key, each counted once.",
        "end_user", "hashed_api_key", "api_key_alias", "requested_model", "team", "team_alias", "user", "status_code", "user_email", "route", "model_id");

    public MetricFamily<Counter> ProxyFailedRequests { get; } = Counted(
        "litellm_proxy_failed_requests_metric_total", "Requests that ended with an error for the client; exception_status 499 is a client that went away.",
        "end_user", "hashed_api_key", "api_key_alias", "requested_model", "team", "team_alias", "user", "user_email", "exception_status", "exception_class", "route", "model_id");

    public MetricFamily<Counter> Requests { get; } = Counted(
        "litellm_requests_metric_total", "Requests that a model has answered.",
        "end_user", "hashed_api_key", "api_key_alias", "model", "team", "team_alias", "user", "user_email");

    public MetricFamily<AmountCounter> Spend { get; } = new(
        new MetricInfo(
            "litellm_spend_metric_total", "counter", "Spend in US dollars.",
            "end_user", "hashed_api_key", "api_key_alias", "model", "team", "team_alias", "user"),
        static () => new AmountCounter());

    public MetricFamily<Counter> TotalTokens { get; } = Tokens("litellm_total_tokens_metric_total", "Tokens of prompts and answers.");

    public MetricFamily<Counter> InputTokens { get; } = Tokens("litellm_input_tokens_metric_total", "Tokens of prompts.");

    public MetricFamily<Counter> OutputTokens { get; } = Tokens("litellm_output_tokens_metric_total", "Tokens of answers.");

    public MetricFamily<Histogram> RequestTotalLatency { get; } = Timed(
        "litellm_request_total_latency_metric", "Seconds from a request's arrival to the end of its answer, of requests that succeeded.", Buckets.Latency,
        "end_user", "hashed_api_key", "api_key_alias", "requested_model", "team", "team_alias", "user", "model", "model_id");

    public MetricFamily<Histogram> SelfLatency { get; } = Timed(
        "litellm_self_latency", "Seconds from arrival to the end of the answer, of all requests that succeeded.", Buckets.Latency, "self");

    public MetricFamily<Histogram> LlmApiLatency { get; } = Timed(
        "litellm_llm_api_latency_metric", "Seconds spent on model servers, over all attempts of a request that succeeded.", Buckets.Latency,
        "model", "hashed_api_key", "api_key_alias", "team", "team_alias", "requested_model", "end_user", "user", "model_id");

    public MetricFamily<Histogram> TimeToFirstToken { get; } = Timed(
        "litellm_llm_api_time_to_first_token_metric", "Seconds from a request's arrival to the first token of its answer, of streams.", Buckets.Latency,
        "model", "hashed_api_key", "api_key_alias", "team", "team_alias", "requested_model", "end_user", "user", "model_id");

    public MetricFamily<Histogram> OverheadLatency { get; } = Timed(
        "litellm_overhead_latency_metric", "Seconds that the gateway added to a request that succeeded.", Buckets.FineLatency,
        "model_group", "api_provider", "api_base", "litellm_model_name", "hashed_api_key", "api_key_alias", "model_id");

    public MetricFamily<Counter> DeploymentTotalRequests { get; } = Counted(
        "litellm_deployment_total_requests_total", "Attempts on a deployment that ended in an answer or a failure.",
        "requested_model", "litellm_model_name", "model_id", "api_base", "api_provider", "hashed_api_key", "api_key_alias", "team", "team_alias");

    public MetricFamily<Counter> DeploymentSuccessResponses { get; } = Counted(
        "litellm_deployment_success_responses_total", "Attempts on a deployment that were answered.",
        "requested_model", "litellm_model_name", "model_id", "api_base", "api_provider", "hashed_api_key", "api_key_alias", "team", "team_alias");

    public MetricFamily<Counter> DeploymentFailureResponses { get; } = Counted(
        "litellm_deployment_failure_responses_total", "Attempts on a deployment that failed.",
        "requested_model", "litellm_model_name", "model_id", "api_base", "api_provider", "hashed_api_key", "api_key_alias", "team", "team_alias", "exception_status", "exception_class");

    public MetricFamily<Counter> DeploymentCooledDown { get; } = Counted(
        "litellm_deployment_cooled_down_total", "Times that a failure took a deployment out of the routing.",
        "litellm_model_name", "model_id", "api_base", "api_provider", "exception_status");

    public MetricFamily<Histogram> DeploymentLatencyPerOutputToken { get; } = Timed(
        "litellm_deployment_latency_per_output_token", "Seconds of an attempt divided by the tokens of its answer.", Buckets.FineLatency,
        "litellm_model_name", "model_id", "api_base", "api_provider", "hashed_api_key", "api_key_alias", "team", "team_alias");

    public MetricFamily<Counter> DeploymentSuccessfulFallbacks { get; } = Counted(
        "litellm_deployment_successful_fallbacks_total", "Requests that another model group than the requested one has answered.",
        "requested_model", "fallback_model", "hashed_api_key", "api_key_alias", "team", "team_alias", "exception_status", "exception_class");

    public MetricFamily<Counter> DeploymentFailedFallbacks { get; } = Counted(
        "litellm_deployment_failed_fallbacks_total", "Requests that failed in their fallback model groups as well.",
        "requested_model", "fallback_model", "hashed_api_key", "api_key_alias", "team", "team_alias", "exception_status", "exception_class");

    public IReadOnlyList<IMetricFamily> All =>
    [
        ProxyTotalRequests, ProxyFailedRequests, Requests, Spend, TotalTokens, InputTokens, OutputTokens,
        RequestTotalLatency, SelfLatency, LlmApiLatency, TimeToFirstToken, OverheadLatency,
        DeploymentTotalRequests, DeploymentSuccessResponses, DeploymentFailureResponses, DeploymentCooledDown,
        DeploymentLatencyPerOutputToken, DeploymentSuccessfulFallbacks, DeploymentFailedFallbacks,
    ];

    private static MetricFamily<Counter> Counted(string name, string help, params string[] labels) =>
        new(new MetricInfo(name, "counter", help, labels), static () => new Counter());

    private static MetricFamily<Counter> Tokens(string name, string help) =>
        Counted(name, help, "end_user", "hashed_api_key", "api_key_alias", "model", "team", "team_alias", "user", "requested_model");

    private static MetricFamily<Histogram> Timed(string name, string help, Buckets buckets, params string[] labels) =>
        new(new MetricInfo(name, "histogram", help, labels), () => new Histogram(buckets));
}
