namespace Gateway.Proxy.Pipeline;

internal static class PipelineServices
{
    public static void AddPipeline(this IServiceCollection services)
    {
        services.AddSingleton<InferencePipeline>();
        services.AddSingleton<RequestIdStep>();
        services.AddSingleton<DetachedCalls>();
    }
}
