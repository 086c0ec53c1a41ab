namespace Gateway.Simulator.Errors;

/// <summary>An error of vLLM's API server.</summary>
internal sealed record ApiError(int Status, string Type, string Message, string? Param = null)
{
    public static ApiError BadRequest(string message, string? param = null) => new(400, "BadRequestError", message, param);

    /// <summary>What pydantic finds in a body: <c>1 validation error:\n  {'type': 'missing', 'loc': ('body', 'messages'), 'msg': 'Field required'}</c>.</summary>
    public static ApiError Validation(string type, string field, string message) =>
        BadRequest($"1 validation error:\n  {{'type': '{type}', 'loc': ('body', '{field}'), 'msg': '{message}'}}", field);

    public static ApiError UnknownModel(string model) => new(404, "NotFoundError", $"The model `{model}` does not exist.", "model");

    public static ApiError Unavailable(string message) => new(503, "ServiceUnavailableError", message);

    /// <summary>What an injected fault or an unknown path answers.</summary>
    public static ApiError OfStatus(int status, string? message)
    {
        var (type, words) = status switch
        {
            400 => ("BadRequestError", "The request is invalid."),
            401 => ("AuthenticationError", "Incorrect API key provided."),
            403 => ("PermissionDeniedError", "Forbidden"),
            404 => ("NotFoundError", "Not Found"),
            405 => ("Method Not Allowed", "Method Not Allowed"),
            429 => ("RateLimitError", "Too many requests, please try again later."),
            503 => ("ServiceUnavailableError", "The server is overloaded or not ready yet."),
            _ => ("InternalServerError", "Internal server error"),
        };
        return new ApiError(status, type, message ?? words);
    }
}
