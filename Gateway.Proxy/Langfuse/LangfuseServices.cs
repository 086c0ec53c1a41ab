using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Langfuse;

internal static class LangfuseServices
{
    public static void AddLangfuse(this IServiceCollection services)
    {
        services.AddSingleton<LangfuseSink>();
        services.AddSingleton<ISpendLogSink>(provider => provider.GetRequiredService<LangfuseSink>());
    }
}
