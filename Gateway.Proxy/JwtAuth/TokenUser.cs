namespace Gateway.Proxy.JwtAuth;

/// <summary>Whom a token names.</summary>
/// <param name="Id">As the gateway knows the user, else as the token says; null: the token names nobody.</param>
/// <param name="IsKnown">The gateway has this user.</param>
internal readonly record struct TokenUser(string? Id, bool IsKnown);
