namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <code>
/// credential_list:
///   - credential_name: azure-eu
///     credential_values: {api_key: os.environ/AZURE_KEY, api_base: https://…, api_version: "2024-10-21"}
/// </code>
/// </summary>
internal static class CredentialListReader
{
    public static IReadOnlyDictionary<string, ConfigMapping> Read(Section root)
    {
        var credentials = new Dictionary<string, ConfigMapping>();
        foreach (var item in root.Children("credential_list"))
        {
            var name = item.String("credential_name");
            var values = item.Child("credential_values");
            item.Accept("credential_info").WarnAboutUnknown();
            if (name is null)
            {
                item.Missing("credential_name", "litellm_params name a credential by it");
            }
            else if (values is not null && !credentials.TryAdd(name, values.Map))
            {
                item.Context.Findings.Warn(item.Node("credential_name")!, $"a credential named '{name}' comes earlier; this one is not used");
            }
        }

        return credentials;
    }
}
