using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Admin;

/// <summary>The admin site's own binary.</summary>
internal sealed class AdminProcess : IAsyncDisposable
{
    private readonly RunningProgram _program;

    private AdminProcess(RunningProgram program) => _program = program;

    public static async Task<AdminProcess> StartAsync(int port, Uri gateway, params (string Name, string? Value)[] environment)
    {
        var program = RunningProgram.Start(
            "dotnet",
            [Repository.File("Gateway.Admin", "bin", Repository.Configuration, "net10.0", "Gateway.Admin.dll"), "--urls", $"http://127.0.0.1:{port}"],
            [
                ("LITELLM_MASTER_KEY", GatewayServer.MasterKey), ("UI_USERNAME", null), ("UI_PASSWORD", null), ("LITELLM_UI_PASSWORD", null),
                ("services__proxy__http__0", gateway.ToString()), ("ASPNETCORE_ENVIRONMENT", null), ("ASPNETCORE_URLS", null), .. environment,
            ]);
        await program.LineAsync("Application started");
        return new AdminProcess(program);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
