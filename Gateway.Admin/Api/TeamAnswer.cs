using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary><c>GET /team/info</c>.</summary>
public sealed record TeamAnswer(string TeamId, TeamInfo TeamInfo, IReadOnlyList<KeyInfo> Keys);
