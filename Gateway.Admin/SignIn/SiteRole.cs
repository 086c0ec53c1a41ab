namespace Gateway.Admin.SignIn;

/// <summary>What somebody who has signed in may do.</summary>
internal enum SiteRole
{
    /// <summary>See and chat with what belongs to their own key.</summary>
    Owner,

    /// <summary>The same, and make and change keys of their own.</summary>
    KeyMaker,

    /// <summary>Read everything.</summary>
    Viewer,

    /// <summary>Change everything.</summary>
    Admin,
}
