using Gateway.Proxy.Keys;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Lists of routes, as <c>admin_only_routes: ["/key/generate", "/team/*", "LiteLLMRoutes.management_routes"]</c>.</summary>
internal static class RouteLists
{
    private const string GroupPrefix = "LiteLLMRoutes.";

    private static readonly string[] s_management =
        ["/key/", "/user/", "/team/", "/organization/", "/access_group/", "/customer/", "/end_user/", "/budget/", "/tag/", "/model/new", "/model/update", "/model/delete", "/config", "/global/", "/spend/keys", "/spend/users", "/spend/tags", "/spend/logs", "/audit"];

    /// <summary>
    /// What this gateway offers: <c>allowed_routes</c>, or LiteLLM's two variables for a fleet in which some gateways serve models and others
    /// manage them. Null: everything.
    /// </summary>
    public static string[]? Offered(Section general)
    {
        const string Key = "allowed_routes";
        var (withoutAdmin, withoutModels) = (IsSet("DISABLE_ADMIN_ENDPOINTS"), IsSet("DISABLE_LLM_API_ENDPOINTS"));
        if (general.Node(Key) is { } list && (withoutAdmin || withoutModels))
        {
            general.Context.Findings.Error(list, "the environment says what is offered too (DISABLE_ADMIN_ENDPOINTS, DISABLE_LLM_API_ENDPOINTS); leave one of the two out");
        }

        return (withoutAdmin, withoutModels) switch
        {
            (true, true) => [],
            (true, false) => ["llm_api_routes"],
            (false, true) => ["management_routes", "info_routes"],
            _ => Read(general, Key),
        };

        bool IsSet(string name) => general.Context.Variable(name) is { } text && YamlScalars.LooseBool(text) == true;
    }

    /// <summary>What needs no key: paths, since a group of routes would open more than anybody means to. LiteLLM's own list of them is public anyway.</summary>
    public static string[]? Public(Section section)
    {
        const string Key = "public_routes";
        if (Read(section, Key) is not { } routes)
        {
            return null;
        }

        foreach (var wrong in routes.Where(route => !route.StartsWith('/') && route != Key))
        {
            section.Context.Findings.Error(section.Node(Key)!, $"'{wrong}' would open many routes to everybody; write the paths");
        }

        foreach (var asking in routes.Where(route => s_management.Any(prefix => route.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))))
        {
            section.Context.Findings.Warn(section.Node(Key)!, $"'{asking}' asks for a key all the same: what it answers depends on who asks");
        }

        return [.. routes.Where(route => route != Key)];
    }

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
