using Gateway.Proxy.Configuration;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Keys;

/// <summary>
/// May this key call this route? By <c>allowed_routes</c> and <c>admin_only_routes</c> of the gateway, then by <c>key_type</c> and
/// <c>allowed_routes</c> of the key; roles are looked at by the management endpoints.
/// </summary>
internal static class RouteAccess
{
    /// <summary>Names that stand for many routes in a list of routes.</summary>
    public static readonly string[] Groups = ["llm_api_routes", "openai_routes", "management_routes", "info_routes", "public_routes", "spend_tracking_routes", "global_spend_tracking_routes"];

    /// <summary>A route that is called without a key: one of <c>public_routes</c>.</summary>
    public static bool IsPublic(PathString path, GeneralSettings settings) => settings.PublicRoutes.Length > 0 && Lists(settings.PublicRoutes, path.Value ?? "", RouteKind.Itself);

    public static GatewayError? Check(VirtualKey key, PathString requestPath, RouteKind kind, GatewaySnapshot snapshot)
    {
        var path = requestPath.Value ?? "";
        var settings = snapshot.Config.GeneralSettings;
        if (settings.AllowedRoutes is { } offered && !Lists(offered, path, kind))
        {
            return GatewayErrors.RouteNotOffered(path);
        }

        if (settings.AdminOnlyRoutes.Length > 0 && Lists(settings.AdminOnlyRoutes, path, kind) && !new Caller(key, snapshot.StoredKeys).IsAdmin)
        {
            return GatewayErrors.RouteForAdmins(path);
        }

        var rules = key.Rules;
        if (ReferenceEquals(rules, KeyRules.None) || kind == RouteKind.Itself)
        {
            return null;
        }

        return TypeAllows(rules.Type, kind) && (rules.AllowedRoutes.Length == 0 || Lists(rules.AllowedRoutes, path, kind))
            ? null
            : GatewayErrors.RouteNotAllowedForKey(path);
    }

    /// <summary>A path that is passed through: the key's list must have it, and its team's, where there is one.</summary>
    public static GatewayError? CheckPassThrough(VirtualKey key, PathString path)
    {
        if (!BeginsWithOneOf(path, key.Rules.AllowedPassThroughRoutes))
        {
            return GatewayErrors.PassThroughNotAllowed("key", path.Value ?? "");
        }

        return key.Team is null || BeginsWithOneOf(path, key.Team.Settings.AllowedPassThroughRoutes) ? null : GatewayErrors.PassThroughNotAllowed("key's team", path.Value ?? "");
    }

    // "/vllm" lists /vllm and /vllm/v1/models, and not /vllm2; "/vllm/*" the same.
    private static bool BeginsWithOneOf(PathString path, string[] routes) =>
        routes.Length == 0 || Array.Exists(routes, route => route.TrimEnd('*', '/') is ['/', ..] beginning && path.StartsWithSegments(beginning, StringComparison.OrdinalIgnoreCase));

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
                "spend_tracking_routes" or "global_spend_tracking_routes" => kind is RouteKind.ManagementRead,
                "info_routes" => kind is RouteKind.Info or RouteKind.ManagementRead,
                _ => route.EndsWith('*')
                    ? path.AsSpan().StartsWith(route.AsSpan(0, route.Length - 1), StringComparison.OrdinalIgnoreCase)
                    : Bare(path).Equals(Bare(route), StringComparison.OrdinalIgnoreCase),
            };
            if (listed)
            {
                return true;
            }
        }

        return false;
    }

    // /v1/models, /models and /Models/ are one route, as for ASP.NET Core.
    private static ReadOnlySpan<char> Bare(string path) => (path.StartsWith("/v1/", StringComparison.OrdinalIgnoreCase) ? path.AsSpan(3) : path).TrimEnd('/');
}
