namespace Gateway.Proxy.Dialects.Responses;

/// <summary>A row of <c>responses</c>.</summary>
/// <param name="DeploymentId">The deployment whose server keeps the answer itself; null: it is here.</param>
/// <param name="Input">The items of this turn, as a JSON list.</param>
/// <param name="Response">The response object as JSON; null where the server keeps it.</param>
internal sealed record StoredResponse(
    string Id, string KeyHash, DateTimeOffset CreatedAt, string Status, string? PreviousId, string? DeploymentId, string Input, string? Response);
