using Gateway.Proxy.Configuration.Reading;
using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Configuration;

/// <summary>
/// Reads LiteLLM's <c>config.yaml</c>. Never throws for what a file may contain: everything found is in the result, all
/// errors at once. To add a setting: a property on its record, and a line in the reader of its section.
/// </summary>
internal static class ConfigReader
{
    /// <param name="path">As the user wrote it; findings repeat it.</param>
    /// <param name="environment">Looks up a variable of the process environment.</param>
    /// <param name="stored">Settings that were changed at run time; they win over the file.</param>
    public static ConfigResult Read(string path, Func<string, string?> environment, IReadOnlyList<StoredSetting> stored)
    {
        var context = new ReadContext(new Findings(), environment);
        var source = new ConfigSource(context);
        return Result(source.Read(path), context, stored) with { Files = source.Files };
    }

    /// <summary>The config of a gateway that runs without a file.</summary>
    public static ConfigResult ReadStored(Func<string, string?> environment, IReadOnlyList<StoredSetting> stored) =>
        Result(new(StoredLayer.Source, 0, "", IsSecret: false, []), new(new Findings(), environment), stored);

    private static ConfigResult Result(ConfigMapping? root, ReadContext context, IReadOnlyList<StoredSetting> stored)
    {
        var config = root is null ? null : Config(new Section(StoredLayer.Over(root, stored, context.Findings), context));
        var errors = context.Findings.Errors();
        return new(errors.Count == 0 ? config : null, errors, context.Findings.Warnings());
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
            Sections = Sections(RouterSettingsReader.InForce(router, litellm, root), litellm, root.Child("general_settings")),
        };
        root.Accept(LitellmKeys.TopLevel).NotHonoured(LitellmKeys.TopLevelNotHonoured).WarnAboutUnknown();
        root.Context.UnknownKeys.Report();
        ConfigLint.Check(config, entries, root);
        return config;
    }

    private static Dictionary<string, ConfigMapping> Sections(Section router, Section? litellm, Section? general)
    {
        var sections = new Dictionary<string, ConfigMapping> { [SettingFields.Router] = router.Map };
        foreach (var (name, section) in ((string, Section?)[])[(SettingFields.Litellm, litellm), (SettingFields.General, general)])
        {
            if (section is not null)
            {
                sections[name] = section.Map;
            }
        }

        return sections;
    }
}
