using Gateway.Proxy.Keys;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Lists of routes, as <c>admin_only_routes: ["/key/generate", "/team/*", "LiteLLMRoutes.management_routes"]</c>.</summary>
internal static class RouteLists
{
    private const string GroupPrefix = "LiteLLMRoutes.";

    public static string[]? Read(Section section, string name)
    {
        if (section.Strings(name) is not { } texts)
        {
            return null;
        }

        var routes = texts.Select(text => text.StartsWith(GroupPrefix, StringComparison.Ordinal) ? text[GroupPrefix.Length..] : text).ToArray();
        foreach (var wrong in routes.Where(route => !route.StartsWith('/') && !RouteAccess.Groups.Contains(route)))
        {
            section.Context.Findings.Error(section.Node(name)!, $"found '{wrong}'; valid is a path that begins with a slash and may end with *, or one of {string.Join(", ", RouteAccess.Groups)}");
        }

        return routes;
    }
}
