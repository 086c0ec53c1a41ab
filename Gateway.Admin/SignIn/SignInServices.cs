using Gateway.Admin.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Gateway.Admin.SignIn;

internal static class SignInServices
{
    public const string Path = "/sign-in";

    public static void AddSignIn(this IServiceCollection services, AdminSettings settings)
    {
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<KeyInspector>();
        services.AddSingleton<Credentials>();
        services.AddSingleton<ProviderUsers>();
        services.AddScoped<SessionAccess>();
        services.AddCascadingAuthenticationState();
        services.AddAuthorization();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "gateway-admin-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "gateway-admin";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.LoginPath = Path;
            options.ReturnUrlParameter = "to";
            options.ExpireTimeSpan = SessionStore.Longest;
            options.SlidingExpiration = false;

            // The session is what counts; a cookie alone opens nothing.
            options.Events.OnValidatePrincipal = context =>
            {
                var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionStore>();
                if (sessions.Find(SessionClaims.SessionIdOf(context.Principal!)) is null)
                {
                    context.RejectPrincipal();
                }

                return Task.CompletedTask;
            };
        });
        if (settings.OpenId is { } openId)
        {
            authentication.AddIdentityProvider(openId);
        }
    }
}
