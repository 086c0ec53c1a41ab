namespace Gateway.Admin.SignIn;

/// <summary>Whose key it is, as the gateway says.</summary>
/// <param name="Name">For the corner of the page: a user name, an e-mail address, or a key's alias.</param>
/// <param name="Role">What may be done.</param>
internal sealed record KeyHolder(string Name, SiteRole Role)
{
    /// <summary>Null: nobody's key, or the master key.</summary>
    public string? UserId { get; init; }

    /// <summary>There are teams to show: those that the user is in, or the key's. Not asked for where all are shown, nor is the next.</summary>
    public bool HasTeams { get; init; }

    public bool HasOrganizations { get; init; }

    /// <summary>The key was made for this session, and is deleted with it.</summary>
    public bool HasSessionKey { get; init; }
}
