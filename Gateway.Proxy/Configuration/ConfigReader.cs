using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.Configuration;

/// <summary>
/// Reads LiteLLM's <c>config.yaml</c>. Never throws for what a file may contain: everything found is in the result, all
/// errors at once. To add a setting: a property on its record, and a line in the reader of its section.
/// </summary>
internal static class ConfigReader
{
    /// <param name="path">As the user wrote it; findings repeat it.</param>
    /// <param name="environment">Looks up a variable of the process environment.</param>
    public static ConfigResult Read(string path, Func<string, string?> environment)
    {
        var findings = new Findings();
        var context = new ReadContext(findings, environment);
        var source = new ConfigSource(context);
        var config = source.Read(path) is { } root ? Config(new Section(root, context)) : null;
        var errors = findings.Errors();
        return new(errors.Count == 0 ? config : null, errors, findings.Warnings()) { Files = source.Files };
    }

    private static GatewayConfig Config(Section root)
    {
        // First: os.environ/NAME anywhere in the file may name one of these.
        var variables = root.StringMap("environment_variables") ?? new Dictionary<string, string>();
        root.Context.Declare(variables);

        var router = root.Child("router_settings");
        var litellm = root.Child("litellm_settings");
        var credentials = CredentialListReader.Read(root);
        var entries = ModelListReader.Read(root, router, credentials);
        var config = new GatewayConfig
        {
            ModelList = [.. entries.Select(entry => entry.Entry)],
            RouterSettings = RouterSettingsReader.Read(router, litellm, root),
            LitellmSettings = LitellmSettingsReader.Read(litellm, root),
            GeneralSettings = GeneralSettingsReader.Read(root.Child("general_settings"), root),
            Credentials = credentials,
            PassThroughCredentials = ProviderRules.FromEnvironment(root.Context, "openai", "anthropic", "azure", "hosted_vllm"),
            EnvironmentVariables = variables,
            Shown = ConfigText.Write(root.Map),
        };
        root.Accept(LitellmKeys.TopLevel).NotHonoured(LitellmKeys.TopLevelNotHonoured).WarnAboutUnknown();
        ConfigLint.Check(config, entries, root);
        return config;
    }
}
