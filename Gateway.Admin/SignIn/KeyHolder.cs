namespace Gateway.Admin.SignIn;

/// <summary>Whose key it is, as the gateway says.</summary>
internal sealed record KeyHolder(string Name, SiteRole Role);
