namespace Gateway.Admin.SignIn;

/// <summary>Where people wanted to go before they had to sign in.</summary>
internal static class Destination
{
    /// <summary>Only a place on this site: an address from outside must not lead elsewhere. Null: it would.</summary>
    public static string? On(PathString site, string? to) =>
        to is not null && to.StartsWith(site + "/", StringComparison.Ordinal) && !to.Contains('\\') && !to.StartsWith("//", StringComparison.Ordinal) ? to : null;
}
