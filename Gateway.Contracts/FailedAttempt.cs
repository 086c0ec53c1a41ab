namespace Gateway.Contracts;

/// <summary>One try against one deployment that did not give the answer.</summary>
/// <param name="Outcome"><c>Unreachable</c>, <c>TimedOut</c>, <c>ServerError</c>, …</param>
/// <param name="Status">The upstream's HTTP status; 0: none came.</param>
/// <param name="StartMs">After the request's arrival.</param>
/// <param name="DurationMs">How long it took.</param>
public sealed record FailedAttempt(string DeploymentId, string ModelGroup, string ApiBase, string Outcome, int Status, double StartMs, double DurationMs);
