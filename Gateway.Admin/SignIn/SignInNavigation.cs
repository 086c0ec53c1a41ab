using Gateway.Admin.Api;
using Microsoft.AspNetCore.Components;

namespace Gateway.Admin.SignIn;

/// <summary>The way to the sign-in page from a page that is open, and later back to it.</summary>
internal static class SignInNavigation
{
    public static void ToSignIn(this NavigationManager navigation) =>
        navigation.NavigateTo(new PathQuery("sign-in").Add("to", new Uri(navigation.Uri).PathAndQuery).ToString(), forceLoad: true);
}
