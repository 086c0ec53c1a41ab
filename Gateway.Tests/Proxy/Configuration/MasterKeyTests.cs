using Gateway.Proxy.Configuration;

namespace Gateway.Tests.Proxy.Configuration;

public sealed class MasterKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-key-").FullName;

    private string DataDirectory => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sk-config", "sk-env", "sk-config")]
    [InlineData(null, "sk-env", "sk-env")]
    [InlineData("", "sk-env", "sk-env")]
    public void Config_wins_over_the_environment(string? configured, string? environment, string expected)
    {
        Assert.Equal(expected, Resolve(configured, environment, production: false).Key);
        Assert.Equal(expected, Resolve(configured, environment, production: true).Key);
        Assert.False(Directory.Exists(DataDirectory));
    }

    [Fact]
    public void Without_one_a_key_is_made_once_and_kept_for_its_owner_only()
    {
        var first = Resolve(null, null, production: false);
        var second = Resolve(null, null, production: false);

        Assert.Matches("^sk-[A-Za-z0-9_-]{48}$", first.Key);
        Assert.Equal(Path.Combine(DataDirectory, "master-key"), first.NewFile);
        Assert.Equal((first.Key, null), (second.Key, second.NewFile));
        Assert.Equal(first.Key, File.ReadAllText(first.NewFile!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first.NewFile!));
        }

        Assert.Equal(["master-key"], Directory.GetFiles(DataDirectory).Select(Path.GetFileName));
        Assert.DoesNotContain(first.Key!, first.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_file_of_a_broken_start_is_replaced()
    {
        Directory.CreateDirectory(DataDirectory);
        File.WriteAllText(Path.Combine(DataDirectory, "master-key"), "");

        Assert.NotNull(Resolve(null, null, production: false).NewFile);
    }

    [Fact]
    public void Directory_that_cannot_be_written_is_an_error_that_says_what_to_set()
    {
        File.WriteAllText(DataDirectory, "a file is in the way");

        var result = Resolve(null, null, production: false);

        Assert.Null(result.Key);
        Assert.Contains("Set LITELLM_MASTER_KEY, or choose another --data-dir.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_without_a_key_is_refused()
    {
        var result = Resolve(null, null, production: true);

        Assert.Null(result.Key);
        Assert.StartsWith("There is no master key. Set LITELLM_MASTER_KEY, or general_settings.master_key", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-1234")]
    [InlineData("sk-your-secure-key-here")]
    [InlineData("sk-your-litellm-master-key")]
    public void Placeholders_are_refused_in_production_only(string key)
    {
        Assert.Equal(key, Resolve(null, key, production: false).Key);
        Assert.StartsWith("LITELLM_MASTER_KEY is a placeholder", Resolve(null, key, production: true).Error, StringComparison.Ordinal);
        Assert.StartsWith("general_settings.master_key is a placeholder", Resolve(key, "sk-good", production: true).Error, StringComparison.Ordinal);
    }

    private MasterKeyResult Resolve(string? configured, string? environment, bool production) => MasterKey.Resolve(
        new() { GeneralSettings = new() { MasterKey = configured } },
        new() { MasterKey = environment, IsProduction = production, DataDirectory = DataDirectory });
}
