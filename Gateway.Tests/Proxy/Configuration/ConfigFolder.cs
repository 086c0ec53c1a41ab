using Gateway.Proxy.Configuration;

namespace Gateway.Tests.Proxy.Configuration;

/// <summary>A temporary folder with a <c>config.yaml</c>, and an environment of its own.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-config-").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public string Config => PathOf("config.yaml");

    public static ConfigResult Read(string yaml, params (string Name, string Value)[] environment)
    {
        using var folder = new ConfigFolder();
        foreach (var (name, value) in environment)
        {
            folder.Environment[name] = value;
        }

        return folder.Write("config.yaml", yaml).Read();
    }

    /// <summary>The config of a file that must be free of errors.</summary>
    public static GatewayConfig Load(string yaml, params (string Name, string Value)[] environment)
    {
        var result = Read(yaml, environment);
        Assert.Empty(result.Errors);
        return result.Config!;
    }

    /// <summary>The findings of a file as a user reads them, errors first.</summary>
    public static string[] Findings(string yaml)
    {
        using var folder = new ConfigFolder();
        return folder.Texts(folder.Write("config.yaml", yaml).Read());
    }

    public string[] Texts(ConfigResult result) => [.. result.Errors.Concat(result.Warnings).Select(finding => finding.ToString().Replace(_folder + "/", "", StringComparison.Ordinal))];

    public string PathOf(string name) => Path.Combine(_folder, name);

    public ConfigFolder Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    public ConfigResult Read() => ConfigReader.Read(Config, Environment.GetValueOrDefault, []);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
