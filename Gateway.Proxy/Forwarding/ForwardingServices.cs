using Gateway.Proxy.Dialects.Messages;

namespace Gateway.Proxy.Forwarding;

internal static class ForwardingServices
{
    public static void AddForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<AttemptSender>();
        services.AddSingleton<MockAnswers>();
        services.AddSingleton<TokenCountEstimate>();
        services.AddSingleton<Backoff>();
        services.AddSingleton<ForwardingStep>();
    }
}
