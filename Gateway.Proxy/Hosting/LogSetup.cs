namespace Gateway.Proxy.Hosting;

/// <summary>Log levels by <c>LITELLM_LOG</c>; one line an entry, as JSON with <c>litellm_settings.json_logs</c>.</summary>
internal static class LogSetup
{
    public static void AddLogs(this WebApplicationBuilder builder, GatewaySetup setup)
    {
        var level = setup.Options.LogLevel ?? LogLevel.Information;
        var logging = builder.Logging;
        logging.ClearProviders();
        if (setup.Config.LitellmSettings.JsonLogs)
        {
            logging.AddJsonConsole();
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        }

        logging.SetMinimumLevel(level);
        if (level > LogLevel.Debug)
        {
            // The frameworks' own lines say nothing about models; the gateway logs each failed attempt itself.
            logging.AddFilter("Microsoft", LogLevel.Warning);
            logging.AddFilter("System", LogLevel.Warning);
            logging.AddFilter("Yarp", LogLevel.Error);

            // Else a line for each command, and forty for each connection; of Redis also two every three seconds while it is away, where
            // the gateway says once that it is and why.
            logging.AddFilter("Npgsql", LogLevel.Error);
            logging.AddFilter("StackExchange.Redis", LogLevel.None);

            // With any level on, ASP.NET Core makes an activity for each request, whether or not anybody traces.
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }
    }
}
