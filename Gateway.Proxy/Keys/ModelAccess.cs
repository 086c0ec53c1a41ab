using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Keys;

/// <summary>May this key use this model? First what the key itself lists, then its organization, then its team, or its owner where it has no team.</summary>
internal static class ModelAccess
{
    private const string AllTeamModels = "all-team-models";
    private const string AllProxyModels = "all-proxy-models";

    /// <summary>The key itself, or, of a token that stands for several teams, that of the first team which may use the model.</summary>
    public static VirtualKey Payer(VirtualKey key, string name, ModelGroup group, GatewaySnapshot snapshot) =>
        key.OtherTeams.Length == 0 || CheckAlone(key, name, group, snapshot) is null
            ? key
            : Array.Find(key.OtherTeams, other => CheckAlone(other, name, group, snapshot) is null) ?? key;

    /// <param name="key">Who asks.</param>
    /// <param name="name">The model as the client named it, the key's own aliases replaced.</param>
    /// <param name="group">What the name stands for.</param>
    /// <param name="snapshot">Knows the access groups.</param>
    public static GatewayError? Check(VirtualKey key, string name, ModelGroup group, GatewaySnapshot snapshot) =>
        CheckAlone(Payer(key, name, group, snapshot), name, group, snapshot);

    private static GatewayError? CheckAlone(VirtualKey key, string name, ModelGroup group, GatewaySnapshot snapshot)
    {
        if (group.TeamId is { } owner && owner != key.TeamId && !key.IsMaster)
        {
            return GatewayErrors.ModelNotFound(name);
        }

        if (!key.IsStored)
        {
            return null;
        }

        if (!Allows(key.Models, name, group, snapshot) && !(key.Team is not null && key.Models.Contains(AllTeamModels)))
        {
            return GatewayErrors.ModelAccessDenied("key", name);
        }

        if (key.Organization is { } organization && group.TeamId is null && !Allows(organization.Settings.Models, name, group, snapshot))
        {
            return GatewayErrors.ModelAccessDenied("organization", name);
        }

        if (key.Team is { } team)
        {
            return group.TeamId is not null || Allows(team.Settings.Models, name, group, snapshot) ? null : GatewayErrors.ModelAccessDenied("team", name);
        }

        return key.User is null || Allows(key.User.Settings.Models, name, group, snapshot) ? null : GatewayErrors.ModelAccessDenied("user", name);
    }

    /// <summary>What the key, then its team, call a model by another name; then the team's own models.</summary>
    public static string ReplaceAlias(VirtualKey key, string name, GatewaySnapshot snapshot)
    {
        if (key.Rules.Aliases is { } own && own.TryGetValue(name, out var model))
        {
            return model;
        }

        if (key.Team?.Settings.ModelAliases is { } team && team.TryGetValue(name, out model))
        {
            return model;
        }

        return snapshot.TeamModels.Count == 0 ? name : OwnModel(key, name, snapshot) ?? name;
    }

    /// <summary>What the key's team calls the models that are its alone.</summary>
    public static IEnumerable<string> OwnModels(VirtualKey key, GatewaySnapshot snapshot) =>
        key.OtherTeams.Prepend(key).SelectMany(each => each.TeamId is { } id && snapshot.TeamModels.TryGetValue(id, out var models) ? models.Keys : []);

    // Of the first of a token's teams that has a model of this name.
    private static string? OwnModel(VirtualKey key, string name, GatewaySnapshot snapshot)
    {
        if (key.TeamId is { } id && snapshot.TeamModels.TryGetValue(id, out var models) && models.TryGetValue(name, out var group))
        {
            return group;
        }

        foreach (var other in key.OtherTeams)
        {
            if (OwnModel(other, name, snapshot) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // "no-default-models" needs no code: it is the name of no model, so a list of it alone allows none.
    private static bool Allows(string[] models, string name, ModelGroup group, GatewaySnapshot snapshot)
    {
        if (models.Length == 0)
        {
            return true;
        }

        var accessGroups = snapshot.AccessGroups.GetValueOrDefault(group.Name);
        foreach (var model in models)
        {
            if (model is AllProxyModels or "*"
                || string.Equals(model, name, StringComparison.Ordinal)
                || string.Equals(model, group.Name, StringComparison.Ordinal)
                || string.Equals(model, group.PublicName, StringComparison.Ordinal)
                || (accessGroups is not null && accessGroups.Contains(model))
                || Matches(model, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A pattern has one star: <c>openai/*</c>.</summary>
    public static bool Matches(string pattern, string name)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star >= 0
            && name.Length >= pattern.Length - 1
            && name.AsSpan().StartsWith(pattern.AsSpan(0, star), StringComparison.Ordinal)
            && name.AsSpan().EndsWith(pattern.AsSpan(star + 1), StringComparison.Ordinal);
    }
}
