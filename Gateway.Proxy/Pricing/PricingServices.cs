using System.Text.Json;
using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Pricing;

internal static partial class PricingServices
{
    public static void AddPricing(this IServiceCollection services, GatewayOptions options)
    {
        if (Uri.TryCreate(options.ModelCostMap, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            services.AddSingleton(new PriceBook(PriceMap.BuiltIn));
            services.AddHostedService(provider => new PriceMapDownload(
                address, options.DataDirectory, provider.GetRequiredService<PriceBook>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PriceMapDownload>>()));
            return;
        }

        services.AddSingleton(provider => new PriceBook(Map(options, provider.GetRequiredService<ILogger<PriceBook>>())));
    }

    // A price map that cannot be read must not keep the gateway from serving; costs are then those of the built-in map.
    private static PriceMap Map(GatewayOptions options, ILogger logger)
    {
        if (options.ModelCostMap is not { } location)
        {
            return PriceMap.BuiltIn;
        }

        try
        {
            return PriceMap.Load(location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            LogUnreadable(logger, location, exception.Message);
            return PriceMap.BuiltIn;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "LITELLM_MODEL_COST_MAP_URL: {Location} cannot be read, the built-in prices are used: {Problem}")]
    private static partial void LogUnreadable(ILogger logger, string location, string problem);
}
