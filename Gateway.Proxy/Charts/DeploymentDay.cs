namespace Gateway.Proxy.Charts;

/// <summary>What a deployment has served on one day with one outcome.</summary>
/// <param name="Day"><c>2026-03-01</c>, UTC.</param>
/// <param name="ModelGroup">Under which name it served.</param>
/// <param name="DeploymentId">Which deployment.</param>
/// <param name="ErrorType">Empty for requests that succeeded.</param>
/// <param name="Requests">How many.</param>
/// <param name="CompletionTokens">Of all of them.</param>
/// <param name="DurationMs">Of all of them.</param>
/// <param name="FirstTokens">How many were streams with a first token.</param>
/// <param name="FirstTokenMs">How long all of these took to it.</param>
/// <param name="Slow">How many took longer than five minutes.</param>
internal sealed record DeploymentDay(
    string Day, string ModelGroup, string DeploymentId, string ErrorType, long Requests, long CompletionTokens, long DurationMs, long FirstTokens, long FirstTokenMs, long Slow);
