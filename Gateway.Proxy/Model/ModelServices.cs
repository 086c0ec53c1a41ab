using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.StoredModels;

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
            var models = provider.GetRequiredService<StoredModelList>();
            var store = new SnapshotStore(builder.Build(models.AddTo(config.Current), setup.MasterKey));

            // The file, the stored models and the prices change on different threads: the later snapshot has all changes.
            var publishing = new Lock();
            config.Changed += _ => Publish();
            models.Changed += Publish;
            provider.GetRequiredService<PriceBook>().Changed += Publish;
            return store;

            void Publish()
            {
                lock (publishing)
                {
                    var current = config.Current;
                    store.Publish(builder.Build(models.AddTo(current), current.GeneralSettings.MasterKey ?? setup.MasterKey));
                }
            }
        });
    }
}
