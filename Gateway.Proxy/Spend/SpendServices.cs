namespace Gateway.Proxy.Spend;

internal static class SpendServices
{
    public static void AddSpendLogs(this IServiceCollection services)
    {
        services.AddSingleton<SpendLogStep>();
        services.AddSingleton<ISpendLogSink, RequestLog>();
    }
}
