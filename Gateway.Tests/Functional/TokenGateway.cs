using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>A gateway that takes tokens of a <see cref="TokenIssuer"/> for keys.</summary>
internal static class TokenGateway
{
    public const string Ada = """{"sub":"ada","email":"ada@example.com","groups":["red","blue"]}""";

    /// <summary>Of <c>litellm_jwtauth</c>: where a token like that of <see cref="Ada"/> says who she is.</summary>
    public const string Fields = "user_id_jwt_field: sub, user_email_jwt_field: email, team_ids_jwt_field: groups, user_id_upsert: true";

    /// <param name="issuer">Whose tokens.</param>
    /// <param name="settings">Of <c>litellm_jwtauth</c>.</param>
    /// <param name="url">Where the keys are; null: the issuer's keys themselves.</param>
    /// <param name="time">The gateway's clock.</param>
    /// <param name="logs">Gets what the gateway logs.</param>
    /// <param name="database">Null: SQLite.</param>
    /// <param name="more">Further sections of the config.</param>
    public static async Task<GatewayServer> StartAsync(TokenIssuer issuer, string settings, string? url = null, TimeProvider? time = null, CapturedLogs? logs = null, string? database = null, string more = "")
    {
        var gateway = await GatewayServer.StartAsync($$"""
            {{KeyGateway.Models}}
            environment_variables: { JWT_PUBLIC_KEY_URL: "{{url ?? issuer.KeysUrl}}", JWT_AUDIENCE: "{{TokenIssuer.Audience}}" }
            general_settings: { enable_jwt_auth: true, litellm_jwtauth: { {{settings}} } }
            {{more}}
            """, time, database, logs);
        if (database is null)
        {
            await gateway.PollAsync();
        }

        return gateway;
    }

    /// <summary>The code of the error that a chat with this token gets; null: an answer.</summary>
    public static async Task<string?> CodeAsync(this GatewayServer gateway, string token)
    {
        using var client = gateway.NewClient(token);
        using var response = await gateway.ChatAsync("a", client: client);
        return response.IsSuccessStatusCode ? null : (await response.ErrorAsync()).GetProperty("code").GetString();
    }
}
