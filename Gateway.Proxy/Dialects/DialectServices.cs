using Gateway.Proxy.Dialects.Responses;

namespace Gateway.Proxy.Dialects;

internal static class DialectServices
{
    public static void AddDialects(this IServiceCollection services)
    {
        services.AddSingleton<ResponseStore>();
        services.AddSingleton<ServerSideResponses>();
        services.AddSingleton<ServerSideCalls>();
        services.AddSingleton<BackgroundResponses>();
        services.AddHostedService(provider => provider.GetRequiredService<BackgroundResponses>());
    }
}
