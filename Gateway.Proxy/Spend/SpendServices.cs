using Gateway.Proxy.Spend.Details;
using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Spend.Reports;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend;

internal static class SpendServices
{
    public static void AddSpendLogs(this IServiceCollection services)
    {
        services.AddSingleton<SpendLogStep>();
        services.AddSingleton<ISpendLogSink, RequestLog>();
        services.AddSingleton<SpendJournal>();
        services.AddSingleton<ISpendLogSink>(provider => provider.GetRequiredService<SpendJournal>());
        services.AddSingleton<RequestDetailsWriter>();
        services.AddSingleton<ISpendLogSink>(provider => provider.GetRequiredService<RequestDetailsWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<RequestDetailsWriter>());
        services.AddSingleton<SpendStats>();
        services.AddSingleton<SpendStore>();
        services.AddSingleton<WriterPace>();
        services.AddSingleton<SpendWriter>();
        services.AddSingleton<SpendSums>();
        services.AddSingleton<SpendLogRows>();
        services.AddSingleton<SpendNames>();
        services.AddHostedService<SpendRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<SpendWriter>());
    }
}
