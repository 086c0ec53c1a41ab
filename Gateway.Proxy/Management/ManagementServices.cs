using Gateway.Proxy.StoredCredentials;
using Gateway.Proxy.StoredModels;
using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Management;

internal static class ManagementServices
{
    public static void AddManagement(this IServiceCollection services)
    {
        services.AddSingleton<ManagementStore>();
        services.AddSingleton<ManagementLog>();
        services.AddHostedService<ChangeMessages>();
    }

    public static void MapManagement(this IEndpointRouteBuilder routes)
    {
        routes.MapKeys();
        routes.MapUsers();
        routes.MapTeams();
        routes.MapCustomers();
        routes.MapBudgets();
        routes.MapOrganizations();
        routes.MapTags();
        routes.MapSpendReset();
        routes.MapModelInfo();
        routes.MapStoredModels();
        routes.MapAccessGroups();
        routes.MapStoredCredentials();
        routes.MapStoredSettings();
    }
}
