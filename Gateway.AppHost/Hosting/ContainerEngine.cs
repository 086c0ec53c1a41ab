using System.ComponentModel;
using System.Diagnostics;

namespace Gateway.AppHost.Hosting;

/// <summary>
/// Asks whether a container engine answers. With a container in the model and no engine the application would wait for
/// ever, so this is decided before the model is built.
/// </summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static bool Answers(string? runtime) => runtime is null ? Asked("docker") || Asked("podman") : Asked(runtime);

    private static bool Asked(string program)
    {
        var start = new ProcessStartInfo(program, ["info", "--format", "{{.ID}}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            if (process.WaitForExit(s_patience))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            // Not installed.
            return false;
        }
    }
}
