namespace Gateway.Proxy.JwtAuth;

internal static class JwtAuthServices
{
    public static void AddJwtAuth(this IServiceCollection services)
    {
        services.AddSingleton<JwtAuthentication>();
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<TokenIntrospection>();
        services.AddSingleton<TokenHolders>();
        services.AddSingleton<TokenAccounts>();
    }
}
