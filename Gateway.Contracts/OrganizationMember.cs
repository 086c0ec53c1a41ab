namespace Gateway.Contracts;

/// <summary>A user's place in an organization.</summary>
public sealed record OrganizationMember
{
    public string OrganizationId { get; set; } = "";

    public string UserId { get; set; } = "";

    public string? UserEmail { get; set; }

    /// <summary><c>org_admin</c>: makes and changes its teams, their members and keys; <c>internal_user</c>, <c>internal_user_viewer</c>: no rights from it.</summary>
    public string UserRole { get; set; } = "internal_user";
}
