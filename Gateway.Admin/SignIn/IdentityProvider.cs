using System.Security.Claims;
using Gateway.Admin.Api;
using Gateway.Admin.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.Admin.SignIn;

/// <summary>Sign-in by OpenID Connect: the code flow, and the site's role from a claim of the identity provider; see <see cref="ProviderUsers"/> for those who have none.</summary>
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
        options.GetClaimsFromUserInfoEndpoint = true;
        options.Events.OnUserInformationReceived = context =>
        {
            // Some providers tell them there alone.
            var told = (string[])[settings.RoleClaim, settings.UserClaim, ProviderUsers.EmailVerified];
            context.Principal!.AddIdentity(new ClaimsIdentity(told.SelectMany(name => ProviderRoles.In(context.User.RootElement, name).Select(value => new Claim(name, value)))));
            return Task.CompletedTask;
        };
        options.Events.OnTicketReceived = async context =>
        {
            var services = context.HttpContext.RequestServices;
            var user = context.Principal!;
            if (services.GetRequiredService<AdminSettings>().MasterKey is not { } key)
            {
                SendBack(context.Response, context.Properties, SignInProblems.NoMasterKey);
                context.HandleResponse();
                return;
            }

            var outcome = RoleOf(user, settings) is { } role
                ? SignInOutcome.Of(services.GetRequiredService<SessionStore>().Begin(new KeyHolder(NameOf(user), role), key))
                : await services.GetRequiredService<ProviderUsers>().BeginAsync(user, settings.UserClaim, key, context.HttpContext.RequestAborted);
            if (outcome.Session is { } session)
            {
                context.Principal = SessionClaims.For(session);
            }
            else
            {
                SendBack(context.Response, context.Properties, outcome.Problem!);
                context.HandleResponse();
            }
        };
        options.Events.OnRemoteFailure = context =>
        {
            SendBack(context.Response, context.Properties, SignInProblems.ProviderFailed);
            context.HandleResponse();
            return Task.CompletedTask;
        };
    });

    /// <summary>Null: nobody that this site knows.</summary>
    public static SiteRole? RoleOf(ClaimsPrincipal user, OpenIdSettings settings)
    {
        var roles = ProviderRoles.In(user, settings.RoleClaim).ToHashSet(StringComparer.Ordinal);
        return roles.Contains(settings.AdminRole) ? SiteRole.Admin : roles.Contains(settings.ViewerRole) ? SiteRole.Viewer : null;
    }

    private static string NameOf(ClaimsPrincipal user) =>
        user.FindFirst(OpenIdSettings.Email)?.Value ?? user.FindFirst("preferred_username")?.Value ?? user.FindFirst("sub")?.Value ?? "user";

    // To the sign-in page, which knows then what went wrong and still where the person wanted to go.
    private static void SendBack(HttpResponse response, AuthenticationProperties? properties, string problem)
    {
        var wanted = properties?.RedirectUri is { } back && back.IndexOf('?') is >= 0 and var start ? QueryHelpers.ParseQuery(back[start..])["to"].ToString() : "";
        response.Redirect(response.HttpContext.Request.PathBase + new PathQuery(SignInServices.Path).Add("to", wanted.Length > 0 ? wanted : null).Add("problem", SignInProblems.CodeOf(problem)).ToString());
    }
}
