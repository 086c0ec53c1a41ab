using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Telemetry;

/// <summary>Everything that tells the series of one attempt from those of another.</summary>
internal readonly record struct AttemptLabels(
    string KeyHash,
    string? KeyAlias,
    string? TeamId,
    string? TeamAlias,
    string RequestedModel,
    string DeploymentId,
    string ModelGroup,
    string LitellmModel,
    string ApiBase,
    Outcome Outcome,
    int Status)
{
    public static AttemptLabels Of(Attempt attempt, VirtualKey key, string requestedModel)
    {
        var deployment = attempt.Deployment;
        return new AttemptLabels(
            key.HashText, key.Alias, key.TeamId, key.Team?.Settings.Alias, ModelLabel.Of(requestedModel, deployment.ModelGroup, attempt.Outcome != Outcome.Relayed),
            deployment.Id, deployment.ModelGroup, deployment.LitellmModel, deployment.ApiBase, attempt.Outcome, attempt.Status);
    }

    /// <summary>The common place of all that came too late. No key hashes to this.</summary>
    public AttemptLabels Overflow => new("overflow", null, null, null, "", "", "", "", "", Outcome, 0);

    public override int GetHashCode() => HashCode.Combine(
        string.GetHashCode(KeyHash.AsSpan(0, Math.Min(KeyHash.Length, 16))), RequestedModel, DeploymentId, (int)Outcome, Status);
}
