namespace Gateway.Proxy.Configuration;

/// <summary>What a scope of a token opens.</summary>
/// <param name="Scope">As in the token.</param>
/// <param name="Models">Model groups, patterns or access groups.</param>
/// <param name="Routes">Paths or groups of them; empty: all that the token may call anyway.</param>
internal sealed record ScopeMapping(string Scope, IReadOnlyList<string> Models, IReadOnlyList<string> Routes);
