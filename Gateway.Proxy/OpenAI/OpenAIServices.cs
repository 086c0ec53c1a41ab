namespace Gateway.Proxy.OpenAI;

internal static class OpenAIServices
{
    public static void AddOpenAIWire(this IServiceCollection services)
    {
        services.AddSingleton<ErrorResponsesStep>();
        services.AddSingleton<RequestReadingStep>();
    }
}
