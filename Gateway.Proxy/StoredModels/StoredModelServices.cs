namespace Gateway.Proxy.StoredModels;

internal static class StoredModelServices
{
    public static void AddStoredModels(this IServiceCollection services)
    {
        services.AddSingleton<StoredModelList>();
        services.AddSingleton<StoredModelCipher>();
        services.AddSingleton<StoredModelLoader>();
    }
}
