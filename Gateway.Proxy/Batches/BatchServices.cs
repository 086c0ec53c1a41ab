using Gateway.Proxy.Files;

namespace Gateway.Proxy.Batches;

internal static class BatchServices
{
    public static void AddBatches(this IServiceCollection services)
    {
        services.AddSingleton<FileStore>();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<BatchPace>();
        services.AddSingleton<BatchWork>();
        services.AddSingleton<BatchRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<BatchRunner>());
    }
}
