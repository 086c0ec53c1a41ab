using Gateway.Proxy.Hosting;
using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Configuration;

internal static class ConfigServices
{
    public static void AddConfig(this IServiceCollection services, GatewaySetup setup)
    {
        services.AddSingleton(setup.Options);
        services.AddSingleton(setup.File);
        services.AddSingleton(new ConfigStore(setup.Config));
        services.AddSingleton<ConfigWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<ConfigWatcher>());
        services.AddSingleton<StoredSettingLoader>();
    }
}
