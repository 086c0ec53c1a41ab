using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>How requests are routed, as it is typed. What was not touched is not sent.</summary>
public sealed class RoutingForm
{
    private const string Section = "router_settings";

    private readonly Dictionary<string, SettingInfo> _fields;
    private readonly Dictionary<string, string?> _before;

    private RoutingForm(IReadOnlyList<SettingInfo> fields)
    {
        _fields = fields.ToDictionary(field => field.FieldName);
        Values = fields.ToDictionary(field => field.FieldName, Typed);
        _before = new(Values);
    }

    /// <summary>By the setting's name.</summary>
    public Dictionary<string, string?> Values { get; }

    /// <summary>Settings whose change is taken back when the form is saved.</summary>
    public HashSet<string> TakenBack { get; } = [];

    public IEnumerable<string> Changed => _fields.Values.Where(setting => setting.StoredInDb).Select(setting => setting.FieldName);

    public static RoutingForm Of(RouterSettingsReport report) => new(report.Fields);

    public SettingInfo Field(string name) => _fields[name];

    /// <summary>The body of <c>/config/update</c>; null: nothing was changed.</summary>
    public JsonObject? ToJson()
    {
        var changes = new JsonObject();
        foreach (var name in TakenBack)
        {
            changes[name] = null;
        }

        foreach (var (name, text) in Values.Where(value => value.Value != _before[value.Key] && !TakenBack.Contains(value.Key)))
        {
            // An emptied field asks for the default.
            changes[name] = string.IsNullOrWhiteSpace(text) ? _fields[name].FieldDefaultValue?.DeepClone() : Read(_fields[name], text.Trim());
        }

        return changes.Count == 0 ? null : new JsonObject { [Section] = changes };
    }

    private static JsonNode Read(SettingInfo field, string text) => field.FieldType switch
    {
        "Integer" when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        "Float" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        "List" when field.FieldName == "default_fallbacks" => GroupLines.ReadNames(text),
        "List" => GroupLines.ReadFallbacks(text),
        "Dictionary" => GroupLines.ReadAliases(text, field.FieldValue as JsonObject),
        "String" => text,
        _ => throw new FormatException($"{field.FieldName}: '{text}' is not a number."),
    };

    private static string? Typed(SettingInfo field) => field.FieldValue switch
    {
        null => null,
        JsonArray list => GroupLines.Of(list),
        JsonObject map => GroupLines.Of(map),
        var value => value.ToString(),
    };
}
