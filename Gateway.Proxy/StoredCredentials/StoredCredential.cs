using System.Text.Json.Nodes;
using Gateway.Proxy.StoredModels;

namespace Gateway.Proxy.StoredCredentials;

/// <summary>A credential of a provider as a management call gave it, secrets included; it is never shown or stored like this.</summary>
/// <param name="Name">What <c>litellm_credential_name</c> of a model says.</param>
/// <param name="Values">Members of <c>litellm_params</c>: <c>api_key</c>, <c>api_base</c>, <c>api_version</c>, …</param>
/// <param name="Info">For people: <c>custom_llm_provider</c>, <c>description</c>.</param>
internal sealed record StoredCredential(string Name, JsonObject Values, JsonObject Info)
{
    private const string Hidden = "********";

    /// <summary>As answers and the audit log have it.</summary>
    public JsonObject Show()
    {
        var shown = StoredModelJson.WithoutSecrets(Values);
        foreach (var (name, _) in Values.Where(value => !shown.ContainsKey(value.Key)).ToList())
        {
            shown[name] = Hidden;
        }

        return new() { ["credential_name"] = Name, ["credential_values"] = shown, ["credential_info"] = StoredModelJson.WithoutSecrets(Info) };
    }

    // A record prints its properties; keys must not get into a log that way.
    public override string ToString() => $"{nameof(StoredCredential)} {{ Name = {Name} }}";
}
