using System.Diagnostics;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.AppHost;

/// <summary>aspire-manifest is what the AppHost writes today.</summary>
public sealed class PublishTests
{
    [Fact]
    public async Task Compose_file_is_the_committed_one()
    {
        using var folder = new TemporaryFolder();
        await PublishAsync("compose", "publish", folder.Path);
        AssertSame(Repository.File("aspire-manifest", "compose", "docker-compose.yaml"), Path.Combine(folder.Path, "docker-compose.yaml"));
    }

    [Fact]
    public async Task Chart_is_the_committed_one()
    {
        using var folder = new TemporaryFolder();
        await PublishAsync("kubernetes", "publish", folder.Path);
        var committed = Repository.File("aspire-manifest", "kubernetes");
        Assert.Equal(Files(committed), Files(folder.Path));
        Assert.All(Files(committed), file => AssertSame(Path.Combine(committed, file), Path.Combine(folder.Path, file)));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);

    private static void AssertSame(string committed, string written) => Assert.Equal(File.ReadAllText(committed), File.ReadAllText(written));

    private static async Task PublishAsync(string target, string step, string output)
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
