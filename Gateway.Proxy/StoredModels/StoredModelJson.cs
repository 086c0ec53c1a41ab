using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.StoredModels;

/// <summary>Stored models as answers and the audit log show them: without secrets.</summary>
internal static class StoredModelJson
{
    private static readonly string[] s_secretParts = ["apikey", "accesskey", "accesstoken", "secret", "password", "authorization", "credential"];

    public static JsonObject Show(StoredModelRow row, StoredModel model) => new()
    {
        ["model_id"] = row.Id,
        ["model_name"] = row.Name,
        ["litellm_params"] = WithoutSecrets(model.LitellmParams),
        ["model_info"] = Info(model),
        ["created_at"] = row.CreatedAt,
        ["created_by"] = row.CreatedBy,
        ["updated_at"] = row.UpdatedAt,
        ["updated_by"] = row.UpdatedBy,
    };

    /// <summary>A copy without members that are secret by name, and without texts that look like a key or hold a password.</summary>
    public static JsonObject WithoutSecrets(JsonObject from)
    {
        var shown = new JsonObject();
        foreach (var (name, value) in from)
        {
            if (!IsSecret(name) && Shown(value) is (true, var copy))
            {
                shown[name] = copy;
            }
        }

        return shown;
    }

    // Beyond the config's rule: what is free-form may be written apiKey or X-Api-Key.
    private static bool IsSecret(string name)
    {
        if (Secrets.IsSecretName(name))
        {
            return true;
        }

        var plain = name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return s_secretParts.Any(part => plain.Contains(part, StringComparison.OrdinalIgnoreCase)) && !plain.EndsWith("name", StringComparison.OrdinalIgnoreCase);
    }

    private static JsonObject Info(StoredModel model)
    {
        var info = WithoutSecrets(model.ModelInfo);
        info["id"] = model.Id;
        info["db_model"] = true;
        return info;
    }

    private static (bool IsShown, JsonNode? Copy) Shown(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                return (true, WithoutSecrets(map));
            case JsonArray list:
                return (true, new JsonArray([.. list.Select(Shown).Where(item => item.IsShown).Select(item => item.Copy)]));
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                return Text(text.GetValue<string>());
            default:
                return (true, value?.DeepClone());
        }
    }

    // http://user:password@host/v1?key=… is shown as http://host/v1.
    private static (bool IsShown, JsonNode? Copy) Text(string text) =>
        text.StartsWith("sk-", StringComparison.Ordinal) ? (false, null)
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.UserInfo.Length > 0 || address.Query.Length > 0)
            ? (true, address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped))
            : (true, text);
}
