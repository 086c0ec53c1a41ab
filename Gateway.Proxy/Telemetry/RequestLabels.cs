using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Telemetry;

/// <summary>Everything that tells the series of one request from those of another.</summary>
internal readonly record struct RequestLabels(
    string KeyHash,
    string? KeyAlias,
    string? UserId,
    string? TeamId,
    string? TeamAlias,
    string RequestedModel,
    string? ModelGroup,
    string? DeploymentId,
    string? LitellmModel,
    string? UpstreamModel,
    string? ApiBase,
    string Route,
    int Status,
    string? ExceptionClass,
    bool FellBack)
{
    public static RequestLabels Of(SpendLog log) => new(
        log.KeyHash, log.KeyAlias, log.UserId, log.TeamId, log.TeamAlias, ModelLabel.Of(log.RequestedModel, log.ModelGroup, log.ErrorType is not null), log.ModelGroup,
        log.DeploymentId, log.LitellmModel, log.UpstreamModel, log.ApiBase, log.RoutePattern, log.Status, ExceptionClasses.Of(log), log.Fallbacks > 0);

    /// <summary>The common place of all that came too late. No key hashes to this.</summary>
    public RequestLabels Overflow =>
        new("overflow", null, null, null, null, "", null, null, null, null, null, "", 0, ExceptionClass is null ? null : "overflow", false);

    // The four that differ most; the hash of a key is random already, so its beginning will do.
    public override int GetHashCode() => HashCode.Combine(
        string.GetHashCode(KeyHash.AsSpan(0, Math.Min(KeyHash.Length, 16))), RequestedModel, DeploymentId, Status);
}
