namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Azure's part of <c>litellm_params</c>: what is not given is taken from the variables that Azure's own libraries read.</summary>
internal static class AzureParamsReader
{
    public static AzureParams Read(Section section, bool isAzure)
    {
        var given = new AzureParams
        {
            AdToken = section.String("azure_ad_token"),
            TenantId = section.String("tenant_id"),
            ClientId = section.String("client_id"),
            ClientSecret = section.String("client_secret"),
        };
        var scope = section.String("azure_scope");
        var authority = section.Url("azure_authority_host");
        if (!isAzure)
        {
            return AzureParams.None;
        }

        var host = authority ?? Url(section, "AZURE_AUTHORITY_HOST");
        return given with
        {
            AdToken = given.AdToken ?? Variable(section, "AZURE_AD_TOKEN"),
            TenantId = given.TenantId ?? Variable(section, "AZURE_TENANT_ID"),
            ClientId = given.ClientId ?? Variable(section, "AZURE_CLIENT_ID"),
            ClientSecret = given.ClientSecret ?? Variable(section, "AZURE_CLIENT_SECRET"),
            Scope = scope ?? Variable(section, "AZURE_SCOPE") ?? given.Scope,
            AuthorityHost = host is null ? given.AuthorityHost : new Uri(host.AbsoluteUri.TrimEnd('/') + "/"),
        };
    }

    public static string? Variable(Section section, string name) => section.Context.Variable(name) is { Length: > 0 } value ? value : null;

    private static Uri? Url(Section section, string name) => Uri.TryCreate(Variable(section, name), UriKind.Absolute, out var url) ? url : null;
}
