using Gateway.Proxy.Model;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// Who may make keys:
/// <code>
/// key_generation_settings:
///   team_key_generation: {allowed_team_member_roles: [admin], required_params: [tags]}
///   personal_key_generation: {allowed_user_roles: [proxy_admin]}
/// </code>
/// </summary>
internal static class KeyGenerationReader
{
    public static (KeyGenerationRules Team, KeyGenerationRules Personal) Read(Section settings)
    {
        if (settings.Child("key_generation_settings") is not { } section)
        {
            return (KeyGenerationRules.None, KeyGenerationRules.None);
        }

        var rules = (
            Half(section.Child("team_key_generation"), "allowed_team_member_roles", ["admin", "user"]),
            Half(section.Child("personal_key_generation"), "allowed_user_roles", UserRoles.All));
        section.WarnAboutUnknown();
        return rules;
    }

    private static KeyGenerationRules Half(Section? section, string roles, string[] known)
    {
        if (section is null)
        {
            return KeyGenerationRules.None;
        }

        var rules = new KeyGenerationRules { AllowedRoles = section.Strings(roles), RequiredParams = section.Strings("required_params") ?? [] };
        section.WarnAboutUnknown();
        foreach (var unknown in rules.AllowedRoles?.Except(known) ?? [])
        {
            section.Context.Findings.Error(section.Node(roles)!, $"found '{unknown}'; valid are {string.Join(", ", known)}");
        }

        return rules;
    }
}
