using Gateway.Contracts;

namespace Gateway.Admin.Formatting;

/// <summary>How a deployment is, in a word.</summary>
internal sealed record DeploymentState(string Text, string Tone, bool IsWorry)
{
    public static DeploymentState Of(DeploymentInfo deployment) => deployment switch
    {
        { Drained: true } when deployment.InFlight > 0 => new($"draining, {deployment.InFlight} to go", "info", true),
        { Drained: true } => new("drained", "info", true),
        { CooldownSeconds: > 0 } => new($"cooling down, {deployment.CooldownSeconds:0} s", "warn", true),
        { Healthy: false } => new("unhealthy", "bad", true),
        { Healthy: true } => new("healthy", "good", false),
        _ => new("in service", "good", false),
    };
}
