using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Keys;

/// <summary>May this key call this route? By <c>key_type</c> and <c>allowed_routes</c>; roles are looked at by the management endpoints.</summary>
internal static class RouteAccess
{
    public static GatewayError? Check(VirtualKey key, PathString path, RouteKind kind)
    {
        var rules = key.Rules;
        if (ReferenceEquals(rules, KeyRules.None) || kind == RouteKind.Itself)
        {
            return null;
        }

        return TypeAllows(rules.Type, kind) && (rules.AllowedRoutes.Length == 0 || Lists(rules.AllowedRoutes, path.Value ?? "", kind))
            ? null
            : GatewayErrors.RouteNotAllowedForKey(path.Value ?? "");
    }

    private static bool TypeAllows(KeyType type, RouteKind kind) => type switch
    {
        KeyType.LlmApi => kind is RouteKind.Inference or RouteKind.Info,
        KeyType.Management => kind is not RouteKind.Inference,
        KeyType.ReadOnly => kind is RouteKind.Info or RouteKind.ManagementRead,
        _ => true,
    };

    private static bool Lists(string[] routes, string path, RouteKind kind)
    {
        foreach (var route in routes)
        {
            var listed = route switch
            {
                "llm_api_routes" or "openai_routes" => kind is RouteKind.Inference or RouteKind.Info,
                "management_routes" => kind is RouteKind.ManagementRead or RouteKind.ManagementWrite,
                "info_routes" => kind is RouteKind.Info or RouteKind.ManagementRead,
                _ => route.EndsWith('*') ? path.AsSpan().StartsWith(route.AsSpan(0, route.Length - 1), StringComparison.Ordinal) : route == path,
            };
            if (listed)
            {
                return true;
            }
        }

        return false;
    }
}
