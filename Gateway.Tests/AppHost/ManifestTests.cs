using Gateway.Tests.Scripts;

namespace Gateway.Tests.AppHost;

/// <summary>aspire-manifest/manifest.json is what the AppHost writes today.</summary>
public sealed class ManifestTests
{
    [Fact]
    public async Task Manifest_is_the_committed_one()
    {
        using var folder = new TemporaryFolder();
        var written = Path.Combine(folder.Path, "manifest.json");
        await Publish.RunAsync("manifest", "publish-manifest", written);

        // Paths in it are relative to where it is written.
        var places = Path.GetRelativePath(folder.Path, Repository.Root);
        Assert.Equal(File.ReadAllText(Repository.File("aspire-manifest", "manifest.json")), File.ReadAllText(written).Replace(places + "/", "../", StringComparison.Ordinal));
    }
}
