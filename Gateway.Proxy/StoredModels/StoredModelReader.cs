using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.StoredModels;

/// <summary>Reads a stored model with the config's own readers, so that both accept and refuse the same.</summary>
internal static class StoredModelReader
{
    private const string Source = "request";

    // Who may add models must not be able to have the gateway's own secrets sent to a server of their choice.
    private static readonly string[] s_own =
    [
        "LITELLM_MASTER_KEY", "LITELLM_SALT_KEY", "DATABASE_URL", "DATABASE_PASSWORD", "REDIS_URL", "REDIS_PASSWORD", "UI_PASSWORD", "LITELLM_UI_PASSWORD",
    ];

    /// <summary>Null: <paramref name="errors"/> says why; their keys are the fields of the request.</summary>
    /// <param name="credentials">What <c>litellm_credential_name</c> may name.</param>
    public static ModelEntry? Read(StoredModel model, IReadOnlyDictionary<string, ConfigMapping> credentials, out IReadOnlyList<ConfigFinding> errors)
    {
        var info = (JsonObject)model.ModelInfo.DeepClone();
        info["id"] = model.Id;
        info["db_model"] = true;
        var body = new JsonObject { ["model_name"] = model.Name, ["litellm_params"] = model.LitellmParams.DeepClone(), ["model_info"] = info };

        var findings = new Findings();
        var context = new ReadContext(findings, Variable);
        var node = (ConfigMapping)new JsonNodes(Source, findings).Read(body);
        var entry = ModelListReader.ReadEntry(new Section(node, context), credentials, defaults: null)?.Entry;
        errors = findings.Errors();
        return errors.Count == 0 && entry is not null ? entry with { IsStored = true } : null;
    }

    private static string? Variable(string name) => s_own.Contains(name) ? null : Environment.GetEnvironmentVariable(name);
}
