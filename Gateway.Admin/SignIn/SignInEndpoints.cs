using System.Text.Encodings.Web;
using Gateway.Admin.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Gateway.Admin.SignIn;

/// <summary>What of signing in and out is no page: the way to the identity provider and back, and the way out.</summary>
internal static partial class SignInEndpoints
{
    private const string SignedIn = "/signed-in";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<AdminSettings>().OpenId is not null)
        {
            routes.MapGet("/sign-in/provider", ToProviderAsync).AllowAnonymous();
        }

        routes.MapGet(SignedIn, (HttpContext http) => Results.Content(ComingBack(http.Request), "text/html")).AllowAnonymous();
        routes.MapPost("/sign-out", SignOutAsync);
    }

    private static async Task ToProviderAsync(HttpContext http, ILoggerFactory loggers)
    {
        var to = QueryString.Create("to", http.Request.Query["to"].ToString());
        try
        {
            await http.ChallengeAsync(IdentityProvider.Scheme, new AuthenticationProperties { RedirectUri = http.Request.PathBase + SignedIn + to });
        }
        catch (InvalidOperationException exception) when (!http.Response.HasStarted)
        {
            // Its discovery document could not be read.
            LogProviderAway(loggers.CreateLogger(typeof(SignInEndpoints)), exception);
            http.Response.Redirect($"{http.Request.PathBase}{SignInServices.Path}{to.Add("problem", $"{SignInProblems.CodeOf(SignInProblems.ProviderAway)}")}");
        }
    }

    // The cookie is Strict, so a redirect that began at the identity provider would not carry it; a page of our own does.
    private static string ComingBack(HttpRequest request)
    {
        var to = Destination.On(request.PathBase, request.Query["to"]) ?? request.PathBase + "/";
        return $"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={HtmlEncoder.Default.Encode(to)}"><title>Signed in</title></head><body></body></html>""";
    }

    private static async Task SignOutAsync(HttpContext http, IAntiforgery antiforgery, SessionStore sessions, ProviderUsers users)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (SessionClaims.SessionIdOf(http.User) is { } id)
        {
            if (sessions.Find(id) is { } session)
            {
                await users.EndAsync(session);
            }

            sessions.End(id);
        }

        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        http.Response.Redirect(http.Request.PathBase + SignInServices.Path);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The identity provider does not answer; is OIDC_AUTHORITY right?")]
    private static partial void LogProviderAway(ILogger logger, Exception exception);
}
