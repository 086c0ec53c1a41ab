using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;

namespace Gateway.Proxy.Model;

internal static class ModelServices
{
    public static void AddModel(this IServiceCollection services, GatewaySetup setup)
    {
        services.AddSingleton<RuntimeState>();
        services.AddSingleton<SnapshotBuilder>();
        services.AddSingleton(provider =>
        {
            var builder = provider.GetRequiredService<SnapshotBuilder>();
            var config = provider.GetRequiredService<ConfigStore>();
            var store = new SnapshotStore(builder.Build(config.Current, setup.MasterKey));
            config.Changed += changed => store.Publish(builder.Build(changed, changed.GeneralSettings.MasterKey ?? setup.MasterKey));
            return store;
        });
    }
}
