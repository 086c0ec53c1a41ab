namespace Gateway.Admin.SignIn;

/// <summary>Why sign-in through an identity provider failed; addresses carry a code, never a text.</summary>
internal static class SignInProblems
{
    public const string NoRole = "You have signed in, but your account has no role for this site, and the gateway has no user for it. Ask your administrator.";
    public const string NoMasterKey = "The site has no key for the gateway. Set LITELLM_MASTER_KEY where the admin site runs.";
    public const string ProviderFailed = "The identity provider did not let you in. Try again.";

    public const string ProviderAway = "The identity provider does not answer. Try again, or sign in another way.";

    public const string NoKey = "You have signed in, but the gateway did not give you a key. Try again; its log and the site's say more.";

    private static readonly string[] s_all = ["", NoRole, NoMasterKey, ProviderFailed, ProviderAway, NoKey];

    public static int CodeOf(string problem) => Array.IndexOf(s_all, problem);

    public static string? Text(int? code) => code > 0 && code < s_all.Length ? s_all[code.Value] : null;
}
