using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary><c>GET /key/info</c>.</summary>
internal sealed record KeyAnswer(string Key, KeyInfo Info);
