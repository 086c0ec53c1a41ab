namespace Gateway.Admin.Hosting;

/// <summary>What the environment says about the site; names are LiteLLM's where it has one.</summary>
internal sealed record AdminSettings
{
    private const string DefaultGateway = "http://localhost:4000";

    /// <summary>Where the gateway answers.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>The gateway's master key; null: whoever signs in has to bring a key.</summary>
    public string? MasterKey { get; init; }

    public required string Username { get; init; }

    /// <summary>Null: the master key is the password, as in LiteLLM.</summary>
    public string? Password { get; init; }

    /// <summary>Where the traces of a request are shown, with <c>{request_id}</c> in it; null: nowhere.</summary>
    public string? TraceUrl { get; init; }

    public OpenIdSettings? OpenId { get; init; }

    /// <summary>PROXY_BASE_URL: where browsers find the gateway, when something in front of it ends TLS; null: where they say they ask.</summary>
    public Uri? PublicAddress { get; init; }

    public static AdminSettings From(IConfiguration configuration) => new()
    {
        Gateway = new Uri(Text(configuration, "services:proxy:http:0") ?? DefaultGateway),
        MasterKey = Text(configuration, "LITELLM_MASTER_KEY"),
        Username = Text(configuration, "UI_USERNAME") ?? "admin",
        Password = Text(configuration, "UI_PASSWORD") ?? Text(configuration, "LITELLM_UI_PASSWORD"),
        TraceUrl = Text(configuration, "ADMIN_TRACE_URL"),
        OpenId = OpenIdSettings.From(configuration),
        PublicAddress = WebAddress("PROXY_BASE_URL", Text(configuration, "PROXY_BASE_URL")),
    };

    // A record prints its properties; keys must not get into a log that way.
    public override string ToString() => $"{nameof(AdminSettings)} {{ Gateway = {Gateway} }}";

    /// <exception cref="SettingsException">It is none.</exception>
    public static Uri? WebAddress(string name, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new SettingsException($"{name}: found '{text}'; valid is an address such as https://gateway.example.com");
    }

    private static string? Text(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 } text ? text : null;
}
