using Gateway.ServiceDefaults.Discovery;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.ServiceDefaults.Integrations;

internal static class ServiceDiscovery
{
    public static IServiceCollection AddServiceAddresses(this IServiceCollection services)
    {
        services.AddServiceDiscoveryCore();
        services.AddConfigurationServiceEndpointProvider();
        return services.AddSingleton<IServiceAddresses, DiscoveredServiceAddresses>();
    }
}
