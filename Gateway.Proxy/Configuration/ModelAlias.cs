namespace Gateway.Proxy.Configuration;

/// <summary>A value of <c>model_group_alias</c>: a group's name, or <c>{model: name, hidden: true}</c>.</summary>
/// <param name="Model">The model group that the alias stands for.</param>
/// <param name="Hidden">Left out of <c>/v1/models</c>.</param>
internal sealed record ModelAlias(string Model, bool Hidden = false);
