using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.JwtAuth;

/// <summary>What has become of the token that came with a request; a feature of the request.</summary>
/// <param name="Key">What it stands for; null: it is not let in.</param>
/// <param name="Error">Why not.</param>
internal sealed record AuthenticatedToken(VirtualKey? Key, GatewayError? Error);
