using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gateway.Proxy.Budgets;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// What keys, teams and users get where whoever makes them says nothing, and the bounds of keys:
/// <code>
/// default_key_generate_params: {max_budget: 1.5, models: [gpt-oss-20b], duration: 30d}
/// upperbound_key_generate_params: {max_budget: 100, duration: 90d}
/// </code>
/// </summary>
internal static class CreationDefaultsReader
{
    /// <param name="settings"><c>litellm_settings</c>.</param>
    /// <param name="name">The key in it.</param>
    /// <param name="type">The record that the values are put into.</param>
    /// <param name="fields">What may be set.</param>
    public static JsonObject? Read<T>(Section settings, string name, JsonTypeInfo<T> type, params string[] fields)
    {
        if (settings.Child(name) is not { } section)
        {
            return null;
        }

        section.Accept(fields).WarnAboutUnknown();
        var json = NodeJson.Write(section.Map, section.Context);
        try
        {
            JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException exception)
        {
            section.Context.Findings.Error(section.Map, $"{exception.Path?.TrimStart('$', '.')} has a value of the wrong type");
            return null;
        }

        var values = (JsonObject)JsonNode.Parse(json)!;
        foreach (var unknown in values.Select(value => value.Key).Except(fields).ToList())
        {
            values.Remove(unknown);
        }

        return values;
    }

    // default_internal_user_params: {available_teams: [research, support]}
    public static IReadOnlyList<string> AvailableTeams(Section settings) =>
        settings.Node("default_internal_user_params") is ConfigMapping map ? new Section(map, settings.Context).Strings("available_teams") ?? [] : [];

    public static KeyBounds Bounds(Section settings)
    {
        if (settings.Child("upperbound_key_generate_params") is not { } section)
        {
            return KeyBounds.None;
        }

        var bounds = new KeyBounds
        {
            MaxBudget = section.Number("max_budget"),
            BudgetDuration = Duration(section, "budget_duration"),
            Duration = Duration(section, "duration"),
            TpmLimit = section.Int("tpm_limit"),
            RpmLimit = section.Int("rpm_limit"),
            MaxParallelRequests = section.Int("max_parallel_requests"),
        };
        section.WarnAboutUnknown();
        return bounds;
    }

    public static string? Duration(Section section, string name)
    {
        var text = section.String(name);
        if (text is null || BudgetPeriod.Parse(text, TimeZoneInfo.Utc) is not null)
        {
            return text;
        }

        section.Context.Findings.Error(section.Node(name)!, $"found '{text}'; valid is a number and a unit: 30s, 30m, 24h, 7d, 30d, 1mo");
        return null;
    }
}
