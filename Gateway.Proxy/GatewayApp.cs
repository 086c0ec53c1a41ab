using Gateway.ServiceDefaults;

namespace Gateway.Proxy;

/// <summary>The gateway as a value: <c>Program.cs</c> runs it, tests start the very same one.</summary>
internal static class GatewayApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults("gateway-proxy");

        var app = builder.Build();
        app.MapGet("/health/liveliness", () => "I'm alive!");
        return app;
    }
}
