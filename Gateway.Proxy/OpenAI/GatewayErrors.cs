using System.Globalization;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Limits;

namespace Gateway.Proxy.OpenAI;

/// <summary>Every error that the gateway itself can answer with, in one list. Types are those of LiteLLM where it has one.</summary>
internal static class GatewayErrors
{
    public const string MissingKeyCode = "missing_api_key";

    public static GatewayError MissingKey() => new(401, "auth_error", MissingKeyCode,
        "No API key was sent. Send one as 'Authorization: Bearer <key>' (or as x-api-key or api-key).");

    public static GatewayError MalformedKey() => new(401, "auth_error", "invalid_api_key",
        "The Authorization header is malformed. It must read 'Authorization: Bearer <key>'.");

    public static GatewayError InvalidKey() => new(401, "token_not_found_in_db", "invalid_api_key",
        "This API key is not known to the gateway. Ask whoever runs it for a key, and check for a missing or extra character.");

    public static GatewayError ExpiredKey(DateTimeOffset expired) => new(401, "expired_key", "expired_api_key",
        $"This API key expired at {expired:u}. Ask whoever runs the gateway for a new one.");

    public static GatewayError RotationMissed(DateTimeOffset until) => new(401, "expired_key", "expired_api_key",
        $"This API key had to be rotated until {until:u} (POST /key/rotate). Ask whoever runs the gateway for a new one.");

    public static GatewayError NoRotation() => new(400, "invalid_request_error", "no_rotation",
        "This key is not one that rotates: it has no auto_rotate. Admins of the gateway regenerate it with POST /key/regenerate.");

    public static GatewayError RotatedAlready() => new(403, "auth_error", "rotated_already",
        "This key has a successor already. Whoever took it has it; the gateway keeps no key that it could show.");

    /// <param name="why">Completes "This token is not accepted: …".</param>
    public static GatewayError InvalidToken(string why) => new(401, "auth_error", "invalid_token",
        $"This token is not accepted: {why}. Get a new one from the identity provider.");

    /// <param name="why">Completes "This token is genuine, but …".</param>
    public static GatewayError TokenNotAllowed(string why) => new(403, "auth_error", "token_not_allowed",
        $"This token is genuine, but {why}.");

    public static GatewayError NoIdentityProvider(TimeSpan retryAfter) => new(503, "service_unavailable_error", "identity_provider_unavailable",
        "The identity provider's public keys cannot be fetched, so this token cannot be checked now. Nothing is known to be wrong with it: try again.") { RetryAfter = retryAfter };

    public static GatewayError BatchNeedsKey() => new(403, "auth_error", "batch_needs_key",
        "A batch may run longer than a token lasts. Make it with a virtual key, which users get from POST /key/generate.");

    public static GatewayError BlockedKey() => new(401, "auth_error", "blocked_api_key",
        "This API key is blocked. Whoever runs the gateway can unblock it.");

    public static GatewayError BlockedTeam(string team) => new(401, "auth_error", "blocked_team",
        $"The team '{team}' of this API key is blocked.");

    public static GatewayError BlockedOrganization(string organization) => new(401, "auth_error", "blocked_organization",
        $"The organization '{organization}' of this API key is blocked.");

    public static GatewayError BlockedCustomer(string customer) => new(403, "auth_error", "blocked_customer",
        $"The customer '{customer}' is blocked.") { Param = "user" };

    public static GatewayError NoDatabase(TimeSpan retryAfter) => new(503, "no_db_connection", "no_db_connection",
        "The gateway's database cannot be reached, so this cannot be checked now. Nothing is known to be wrong with the request: try again.") { RetryAfter = retryAfter };

    /// <param name="owner"><c>key</c>, <c>team</c> or <c>user</c>.</param>
    /// <param name="model">As the client named it.</param>
    public static GatewayError ModelAccessDenied(string owner, string model) => new(403, owner + "_model_access_denied", "model_access_denied",
        $"This {(owner == "key" ? "key" : "key's " + owner)} may not use the model '{model}'. GET /v1/models lists what it may use.") { Param = "model" };

    public static GatewayError RouteNotAllowedForKey(string path) => new(403, "auth_error", "route_not_allowed",
        $"This key may not call {path} (its role, key_type or allowed_routes).");

    public static GatewayError FieldForAdmins(string field) => new(403, "auth_error", "field_not_allowed",
        $"Only admins of the gateway may set '{field}'.") { Param = field };

    public static GatewayError ObjectNotFound(string kind, string id) => new(404, "not_found_error", kind + "_not_found",
        $"There is no {kind} '{id}'.");

    public static GatewayError FileElsewhere(string id) => new(404, "not_found_error", "file_content_not_found",
        $"The content of file '{id}' is not on this replica's disk. Replicas that share batches need a GATEWAY_FILES_DIR that they share.");

    public static GatewayError RouteNotAllowed(string path) => new(403, "auth_error", "route_not_allowed",
        $"This key may call inference routes only, and {path} is none.");

    public static GatewayError RouteNotOffered(string path) => new(403, "auth_error", "route_not_allowed",
        $"{path} is not offered here (general_settings.allowed_routes, DISABLE_ADMIN_ENDPOINTS or DISABLE_LLM_API_ENDPOINTS).");

    public static GatewayError RouteForAdmins(string path) => new(403, "auth_error", "route_not_allowed",
        $"Only admins of the gateway may call {path} (general_settings.admin_only_routes).");

    public static GatewayError AddressNotAllowed() => new(403, "auth_error", "address_not_allowed",
        "Your address may not call this gateway (general_settings.allowed_ips).");

    public static GatewayError UnknownRoute(string method, string path) => new(404, "invalid_request_error", "unknown_route",
        $"Unknown route: {method} {path}. GET /routes lists what there is.");

    public static GatewayError NoPassThrough(string prefix) => new(404, "invalid_request_error", "no_pass_through",
        $"Nothing is set up for {prefix}/: add a deployment of that provider, or set its API key in the gateway's environment.");

    public static GatewayError NoWebSocket() => new(426, "invalid_request_error", "websocket_required",
        "This is a WebSocket: connect to it with wss:// or ws://.");

    public static GatewayError MethodNotAllowed(string method, string path) => new(405, "invalid_request_error", "method_not_allowed",
        $"{path} does not answer to {method}. GET /routes lists what there is.");

    public static GatewayError BodyNotJson(string detail) => new(400, "invalid_request_error", "invalid_json",
        $"The request body is not a JSON object: {detail}") { Param = "request_body" };

    public static GatewayError BodyNotMultipart(string detail) => new(400, "invalid_request_error", "invalid_multipart",
        $"The request body is not multipart/form-data: {detail}") { Param = "request_body" };

    public static GatewayError InvalidField(string field, string problem) => new(400, "invalid_request_error", "invalid_value",
        $"'{field}': {problem}") { Param = field };

    public static GatewayError MissingField(string field) => new(400, "invalid_request_error", "missing_required_parameter",
        $"Missing required parameter: '{field}'.") { Param = field };

    public static GatewayError TagsOfClients() => new(400, "invalid_request_error", "invalid_value",
        "Requests may not bring tags here (metadata.tags, tags or x-litellm-tags): those of the API key hold.") { Param = "tags" };

    public static GatewayError CacheControlNotAllowed(string name) => new(403, "auth_error", "field_not_allowed",
        $"This key may not ask for '{name}' of the cache (its allowed_cache_controls).") { Param = "cache" };

    public static GatewayError PassThroughNotAllowed(string whose, string path) => new(403, "auth_error", "route_not_allowed",
        $"The {whose} may not call {path} (its allowed_passthrough_routes).");

    /// <param name="why">Completes "'field' …".</param>
    public static GatewayError UnsupportedParameter(string field, string why) => new(400, "invalid_request_error", "unsupported_parameter",
        $"'{field}' {why}. Leave it out, or set drop_params to have it dropped.") { Param = field };

    public static GatewayError EndpointNotServed(string group, string path) => new(400, "invalid_request_error", "unsupported_endpoint",
        $"The provider of '{group}' has nothing like {path}.") { Param = "model" };

    public static GatewayError PreviousResponseNotFound(string id) => new(400, "invalid_request_error", "previous_response_not_found",
        $"There is no response '{id}' that this key could go on from.") { Param = "previous_response_id" };

    public static GatewayError PreviousResponseElsewhere(string id) => new(400, "invalid_request_error", "previous_response_elsewhere",
        $"The response '{id}' is kept by another deployment's server. Send \"store\": false and the whole conversation, or name that deployment's id as the model.") { Param = "previous_response_id" };

    public static GatewayError BodyTooLarge(double limitMb) => new(413, "invalid_request_error", "request_too_large",
        $"The request body is larger than {limitMb:0.##} MB (general_settings.max_request_size_mb).");

    public static GatewayError ModelNotFound(string model) => new(404, "not_found_error", "model_not_found",
        $"The model '{model}' does not exist here. GET /v1/models lists what this key may use.") { Param = "model" };

    public static GatewayError RateLimited(RateLimitRefusal refusal) => new(429, "throttling_error", "rate_limit_exceeded",
        $"Rate limit exceeded: {refusal.Limit} {refusal.Unit} for this {refusal.Scope}. Try again in {Math.Max(1, Math.Ceiling(refusal.RetryAfter.TotalSeconds)):0} s.")
    {
        RetryAfter = refusal.RetryAfter,
        RateLimitType = refusal.Type,
    };

    public static GatewayError BudgetExceeded(BudgetRefusal refusal, DateTimeOffset now) => new(429, "budget_exceeded", "budget_exceeded",
        string.Create(CultureInfo.InvariantCulture, $"Budget exceeded: the {refusal.Kind} '{refusal.Name}' has spent ${refusal.State.Spend:0.######} of its budget of ${refusal.Max:0.######}")
        + (refusal.State.Reserved > 0 ? string.Create(CultureInfo.InvariantCulture, $" (and ${refusal.State.Reserved:0.######} is reserved for requests in flight)") : "")
        + (refusal.State.ResetAt is { } reset ? $". It resets at {reset:u}." : ". It does not reset by itself."))
    {
        RetryAfter = refusal.State.ResetAt - now,
    };

    public static GatewayError DeploymentsAtLimit(string group, TimeSpan retryAfter) => new(429, "throttling_error", "deployments_at_limit",
        $"Every deployment of '{group}' is at its own limit (rpm, tpm or max_parallel_requests).") { RetryAfter = retryAfter };

    public static GatewayError NoDeployment(string group, TimeSpan retryAfter) => new(503, "service_unavailable_error", "no_healthy_deployment",
        $"No deployments available for '{group}': all of them failed lately and are cooling down.") { RetryAfter = retryAfter };

    public static GatewayError Drained(string group) => new(503, "service_unavailable_error", "no_healthy_deployment",
        $"No deployments available for '{group}': all of them are drained. Put one back with POST /deployment/undrain.");

    public static GatewayError PromptTooLong(string group) => new(400, "invalid_request_error", "context_length_exceeded",
        $"The prompt is longer than any deployment of '{group}' takes (model_info.max_input_tokens).");

    public static GatewayError Unreachable(string group) => new(503, "service_unavailable_error", "upstream_unreachable",
        $"No model server of '{group}' could be reached.");

    public static GatewayError TimedOut(string group, TimeSpan limit) => new(504, "timeout_error", "upstream_timeout",
        $"'{group}' did not answer within {limit.TotalSeconds:0.###} s.");

    public static GatewayError UpstreamCredentials(string group) => new(502, "upstream_error", "upstream_credentials_rejected",
        $"The model server behind '{group}' rejected the gateway's own credentials. Your key is fine; whoever runs the gateway has to check the deployment's api_key.");

    public static GatewayError UpstreamInterrupted(string group) => new(502, "upstream_error", "upstream_interrupted",
        $"The model server behind '{group}' broke off its answer.");

    public static GatewayError UpstreamUnreadable(string group) => new(502, "upstream_error", "upstream_answer_unreadable",
        $"The model server behind '{group}' answered something that is no answer to this request.");

    public static GatewayError UpstreamAnswerTooLarge(string group) => new(502, "upstream_error", "upstream_answer_too_large",
        $"The answer of the model server behind '{group}' is too large to be relayed.");

    /// <summary>An upstream error in no shape that clients know: a plain string, an empty body, HTML.</summary>
    public static GatewayError Upstream(int status, string message) => new(status, UpstreamType(status), UpstreamCode(status), message);

    public static GatewayError CacheOff() => new(400, "cache_ping_error", "cache_off",
        "The response cache is off. Set litellm_settings.cache to true.");

    public static GatewayError CacheAway(string problem) => new(503, "cache_ping_error", "cache_unavailable",
        $"The response cache does not answer: {problem}.");

    public static GatewayError Internal(string requestId) => new(500, "internal_server_error", "internal_error",
        $"The gateway failed on this request. Its log has the cause under id {requestId}.");

    private static string UpstreamType(int status) => status switch
    {
        404 => "not_found_error",
        408 => "timeout_error",
        429 => "rate_limit_error",
        >= 500 => "upstream_error",
        _ => "invalid_request_error",
    };

    private static string UpstreamCode(int status) => status switch
    {
        404 => "upstream_not_found",
        429 => "upstream_rate_limited",
        >= 500 => "upstream_server_error",
        _ => "upstream_rejected",
    };
}
