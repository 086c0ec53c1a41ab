using System.Security.Cryptography;
using System.Text;

namespace Gateway.Simulator.Requests;

/// <summary>vLLM's <c>--api-key</c>: it guards /v1 and /v2 and leaves /health, /metrics and /tokenize open.</summary>
internal static class Authorization
{
    public static bool Allows(HttpContext context, string? apiKey)
    {
        if (apiKey is null || !IsGuarded(context.Request.Path))
        {
            return true;
        }

        var given = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes("Bearer " + apiKey));
    }

    public static Task RefuseAsync(HttpContext context) =>
        JsonResponse.WriteAsync(context, """{"error": "Unauthorized"}"""u8.ToArray(), StatusCodes.Status401Unauthorized);

    private static bool IsGuarded(PathString path) => path.StartsWithSegments("/v1") || path.StartsWithSegments("/v2");
}
