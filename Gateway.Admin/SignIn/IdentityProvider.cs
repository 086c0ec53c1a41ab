using System.Security.Claims;
using Gateway.Admin.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Admin.SignIn;

/// <summary>Sign-in by OpenID Connect: the code flow, and the site's role from a claim of the identity provider.</summary>
internal static class IdentityProvider
{
    public const string Scheme = OpenIdConnectDefaults.AuthenticationScheme;

    // A person waits for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static void AddIdentityProvider(this AuthenticationBuilder authentication, OpenIdSettings settings) => authentication.AddOpenIdConnect(options =>
    {
        options.Authority = settings.Authority;
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.RequireHttpsMetadata = !new Uri(settings.Authority).IsLoopback;
        options.UsePkce = true;
        options.BackchannelTimeout = s_patience;
        options.MapInboundClaims = false;
        options.Scope.Add("email");
        options.SaveTokens = false;
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Events.OnTokenValidated = context =>
        {
            var services = context.HttpContext.RequestServices;
            var site = services.GetRequiredService<AdminSettings>();
            var user = context.Principal!;
            if (RoleOf(user, settings) is not { } role)
            {
                context.Fail(SignInProblems.NoRole);
            }
            else if (site.MasterKey is not { } key)
            {
                context.Fail(SignInProblems.NoMasterKey);
            }
            else
            {
                var name = user.FindFirst("email")?.Value ?? user.FindFirst("preferred_username")?.Value ?? user.FindFirst("sub")?.Value ?? "user";
                context.Principal = SessionClaims.For(services.GetRequiredService<SessionStore>().Begin(name, role, key));
            }

            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            var problem = context.Failure?.Message is SignInProblems.NoRole or SignInProblems.NoMasterKey ? context.Failure.Message : SignInProblems.ProviderFailed;
            context.Response.Redirect($"{context.Request.PathBase}{SignInServices.Path}?problem={SignInProblems.CodeOf(problem)}");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    });

    /// <summary>A claim may hold one name, or there may be one claim for each; null: nobody that this site knows.</summary>
    public static SiteRole? RoleOf(ClaimsPrincipal user, OpenIdSettings settings)
    {
        var roles = user.FindAll(settings.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return roles.Contains(settings.AdminRole) ? SiteRole.Admin : roles.Contains(settings.ViewerRole) ? SiteRole.Viewer : null;
    }
}
