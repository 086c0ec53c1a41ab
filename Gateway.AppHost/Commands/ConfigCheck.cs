using System.Diagnostics;
using System.Reflection;

namespace Gateway.AppHost.Commands;

/// <summary>Runs <c>Gateway.Proxy --validate-config</c>, so that the findings are exactly the gateway's own.</summary>
internal static class ConfigCheck
{
    public static async Task<ExecuteCommandResult> RunAsync(string config, CancellationToken cancellationToken)
    {
        var project = new Projects.Gateway_Proxy().ProjectPath;

        // The gateway was built along with this, and so in the same configuration.
        var configuration = typeof(ConfigCheck).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var start = new ProcessStartInfo("dotnet", ["run", "--no-build", "--configuration", configuration, "--project", project, "--", "--config", config, "--validate-config"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var findings = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var text = (findings + await output).Trim();
        return process.ExitCode == 0 ? CommandResults.Success(text) : CommandResults.Failure(text);
    }
}
