namespace Gateway.Proxy.ApiDocs;

/// <summary>A file that was built into the gateway.</summary>
internal sealed record EmbeddedFile(byte[] Bytes, string ContentType)
{
    // The page loads nothing from elsewhere and runs no inline script; nobody may put it into a frame.
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static EmbeddedFile Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built in. The csproj embeds the files of ApiDocs.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new EmbeddedFile(bytes, ContentTypeOf(name));
    }

    public Task SendAsync(HttpContext http) => SendAsync(http, Policy);

    public Task SendAsync(HttpContext http, string policy)
    {
        var response = http.Response;
        response.ContentType = ContentType;
        response.ContentLength = Bytes.Length;
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";

        // An update of the gateway must not meet yesterday's script.
        response.Headers.CacheControl = "no-cache";
        return response.Body.WriteAsync(Bytes).AsTask();
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
