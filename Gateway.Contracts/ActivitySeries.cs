namespace Gateway.Contracts;

/// <summary><c>GET /global/activity/series</c>: the whole gateway, or one model group, step by step.</summary>
/// <param name="Points">Every step, those without requests too.</param>
/// <param name="Total">All steps in one.</param>
/// <param name="Models">The same by model group, most requests first.</param>
public sealed record ActivitySeries(int StepSeconds, IReadOnlyList<ActivityPoint> Points, ActivityPoint Total, IReadOnlyList<ModelUse> Models);
