using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>What a member of a team may do in it, being changed.</summary>
public sealed class MemberForm
{
    private readonly string _teamId;
    private readonly string _userId;

    private MemberForm(string teamId, TeamMember member)
    {
        (_teamId, _userId) = (teamId, member.UserId!);
        (Role, MaxBudget, Rpm, Tpm) = (member.Role, member.MaxBudgetInTeam, member.RpmLimit, member.TpmLimit);
    }

    public string Role { get; set; }

    /// <summary>US dollars.</summary>
    public double? MaxBudget { get; set; }

    public double? Rpm { get; set; }

    public double? Tpm { get; set; }

    public static MemberForm Of(string teamId, TeamMember member) => new(teamId, member);

    /// <summary>The body of <c>/team/member_update</c>; nulls take a limit away.</summary>
    public JsonObject ToJson() => new()
    {
        ["team_id"] = _teamId,
        ["user_id"] = _userId,
        ["role"] = Role,
        ["max_budget_in_team"] = MaxBudget,
        ["rpm_limit"] = (long?)Rpm,
        ["tpm_limit"] = (long?)Tpm,
    };
}
