using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary><c>GET /user/list</c>.</summary>
internal sealed record UserPage(IReadOnlyList<UserInfo> Users, long Total, int Page, int TotalPages);
