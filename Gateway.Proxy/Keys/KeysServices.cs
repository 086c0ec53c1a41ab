namespace Gateway.Proxy.Keys;

internal static class KeysServices
{
    public static void AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<VirtualKeysStep>();
        services.AddSingleton<ModelAccessStep>();
    }
}
