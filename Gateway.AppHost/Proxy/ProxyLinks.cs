namespace Gateway.AppHost.Proxy;

/// <summary>The gateway's pages, one click away in the dashboard.</summary>
internal static class ProxyLinks
{
    private static readonly (string Path, string Text)[] s_pages =
    [
        ("/ui", "Admin site"),
        ("/", "API reference"),
        ("/openapi.json", "OpenAPI"),
        ("/metrics", "Metrics"),
        ("/health", "Health"),
    ];

    public static IResourceBuilder<ProjectResource> WithGatewayLinks(this IResourceBuilder<ProjectResource> builder) =>
        builder.WithUrls(context =>
        {
            if (context.GetEndpoint(ProxyBuilderExtensions.HttpEndpointName) is not { } endpoint)
            {
                return;
            }

            // The bare address of the endpoint is the API reference's: one link is enough.
            context.Urls.Clear();
            foreach (var (path, text) in s_pages)
            {
                context.Urls.Add(new() { Url = $"{endpoint.Url.TrimEnd('/')}{path}", DisplayText = text, Endpoint = endpoint });
            }
        });
}
