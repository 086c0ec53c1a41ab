namespace Gateway.Proxy.Configuration;

/// <summary>What only Azure OpenAI needs of <c>litellm_params</c>.</summary>
internal sealed record AzureParams
{
    public const string DefaultApiVersion = "2024-10-21";

    public static readonly AzureParams None = new();

    /// <summary><c>azure_ad_token</c>: a token that somebody else keeps fresh.</summary>
    public string? AdToken { get; init; }

    public string? TenantId { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary><c>azure_scope</c>.</summary>
    public string Scope { get; init; } = "https://cognitiveservices.azure.com/.default";

    /// <summary><c>azure_authority_host</c>: another one in sovereign clouds.</summary>
    public Uri AuthorityHost { get; init; } = new("https://login.microsoftonline.com/");

    // A record prints its properties; secrets must not get into a log that way.
    public override string ToString() => nameof(AzureParams);
}
