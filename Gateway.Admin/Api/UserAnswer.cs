using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary><c>GET /user/info</c>.</summary>
public sealed record UserAnswer(string UserId, UserInfo UserInfo, IReadOnlyList<KeyInfo> Keys);
