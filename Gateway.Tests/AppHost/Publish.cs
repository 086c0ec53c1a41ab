using System.Diagnostics;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.AppHost;

/// <summary>The commands of docs/architecture.md that write aspire-manifest.</summary>
internal static class Publish
{
    /// <summary>Runs <c>Gateway.AppHost --operation publish</c>; what it wrote is at <paramref name="output"/>.</summary>
    public static async Task RunAsync(string target, string step, string output)
    {
        using var home = new TemporaryFolder();
        var program = Repository.File("Gateway.AppHost", "bin", Repository.Configuration, "net10.0", "Gateway.AppHost.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--operation", "publish", "--step", step, "--target", target, "--output-path", output])
        {
            WorkingDirectory = Repository.File("Gateway.AppHost"),
            RedirectStandardOutput = true,
        };

        // Values of parameters are remembered in the user's profile.
        start.Environment["HOME"] = home.Path;
        using var process = Process.Start(start)!;
        var log = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, log);
    }
}
