using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Telemetry;

internal static class TelemetryServices
{
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<GenAiInstruments>();
        services.AddSingleton<RequestsInFlight>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<ISpendLogSink>(provider => provider.GetRequiredService<GatewayMetrics>());
        services.AddSingleton<StateMetrics>();
        services.AddSingleton<BudgetMetrics>();
        services.AddSingleton<RemainingMetrics>();
        services.AddSingleton<SpendMetrics>();
        services.AddSingleton<CallbackMetrics>();
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<ProcessMetrics>();
        services.AddSingleton<MetricsScrape>();
    }
}
