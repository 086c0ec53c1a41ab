using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary><c>GET /key/list</c>.</summary>
internal sealed record KeyPage(IReadOnlyList<KeyInfo> Keys, long TotalCount, int CurrentPage, int TotalPages);
