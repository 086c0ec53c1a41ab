using Gateway.Proxy.Model;

namespace Gateway.Proxy.Keys;

internal static class KeysServices
{
    public static void AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<VirtualKeysStep>();
        services.AddSingleton<ModelAccessStep>();
        services.AddSingleton(provider => provider.GetRequiredService<RuntimeState>().StoredKeys);
        services.AddSingleton<StoredHolders>();
        services.AddSingleton<KeyDirectoryLoader>();
        services.AddHostedService<KeyDirectoryService>();
    }
}
