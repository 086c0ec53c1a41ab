using Gateway.Proxy.Providers.Azure;

namespace Gateway.Proxy.Providers;

internal static class ProviderServices
{
    public static void AddProviders(this IServiceCollection services)
    {
        services.AddSingleton<EntraTokens>();
        services.AddSingleton<UpstreamAuthorizer>();
    }
}
