using Gateway.Tests.Scripts;

namespace Gateway.Tests.AppHost;

/// <summary>What Aspire's publishers write today is what is committed in aspire-manifest.</summary>
public sealed class PublishersTests
{
    [Fact]
    public async Task Compose_file_is_the_committed_one()
    {
        using var folder = new TemporaryFolder();
        await Publish.RunAsync("compose", "publish", folder.Path);
        AssertSame(Repository.File("aspire-manifest", "compose", "docker-compose.yaml"), Path.Combine(folder.Path, "docker-compose.yaml"));
    }

    [Fact]
    public async Task Chart_is_the_committed_one()
    {
        using var folder = new TemporaryFolder();
        await Publish.RunAsync("kubernetes", "publish", folder.Path);
        var committed = Repository.File("aspire-manifest", "kubernetes");
        Assert.Equal(Files(committed), Files(folder.Path));
        Assert.All(Files(committed), file => AssertSame(Path.Combine(committed, file), Path.Combine(folder.Path, file)));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);

    private static void AssertSame(string committed, string written) => Assert.Equal(File.ReadAllText(committed), File.ReadAllText(written));
}
