using Microsoft.Extensions.DependencyInjection;

namespace Gateway.ServiceDefaults.Discovery;

internal static class DiscoveryExtensions
{
    public static IServiceCollection AddServiceAddresses(this IServiceCollection services)
    {
        services.AddServiceDiscoveryCore();
        services.AddConfigurationServiceEndpointProvider();
        return services.AddSingleton<IServiceAddresses, ServiceAddresses>();
    }
}
