namespace Gateway.Contracts;

/// <summary><c>GET /global/spend/groups?group_by=</c> model, key, team, user, customer, tag, organization, provider or day; days in order, all others by spend.</summary>
/// <param name="Data">The first <c>limit</c> of them.</param>
/// <param name="Total">Of all requests that fit; with tags a request counts once for each of its tags.</param>
public sealed record SpendGroups(string GroupBy, IReadOnlyList<SpendGroup> Data, SpendGroup Total);
