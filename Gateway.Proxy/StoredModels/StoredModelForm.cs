using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration.Reading;
using Gateway.Proxy.Management;
using Gateway.Proxy.StoredCredentials;

namespace Gateway.Proxy.StoredModels;

/// <summary>Takes a model out of a request's body; each problem names its field.</summary>
internal static class StoredModelForm
{
    private const int LongestName = 256;

    public static StoredModel New(ManagementCall call)
    {
        var info = JsonMaps.Of(call.Body, "model_info") ?? [];
        var id = Id(info) ?? Guid.NewGuid().ToString();
        return Checked(new(id, call.RequiredText("model_name"), JsonMaps.Of(call.Body, "litellm_params") ?? throw ManagementException.Missing("litellm_params"), info), Credentials(call));
    }

    /// <summary>The model with the fields that were sent; null takes one away.</summary>
    public static StoredModel Update(ManagementCall call, StoredModel before) => Checked(before with
    {
        Name = call.Text("model_name") ?? before.Name,
        LitellmParams = JsonMaps.Merge(before.LitellmParams, JsonMaps.Of(call.Body, "litellm_params")),
        ModelInfo = JsonMaps.Merge(before.ModelInfo, JsonMaps.Of(call.Body, "model_info")),
    }, Credentials(call));

    /// <summary><c>model_info.id</c> of the body.</summary>
    public static string RequiredId(ManagementCall call) => Id(JsonMaps.Of(call.Body, "model_info") ?? []) ?? throw ManagementException.Missing("model_info.id");

    private static IReadOnlyDictionary<string, ConfigMapping> Credentials(ManagementCall call) =>
        call.Http.RequestServices.GetRequiredService<StoredCredentialList>().With(call.Snapshot.Config.Credentials);

    private static StoredModel Checked(StoredModel model, IReadOnlyDictionary<string, ConfigMapping> credentials)
    {
        Name("model_info.id", model.Id);
        Name("model_name", model.Name);
        if (StoredModelReader.Read(model, credentials, out var errors) is not null)
        {
            return model;
        }

        throw errors is [var first, ..]
            ? ManagementException.Invalid(first.Key, first.Message)
            : ManagementException.Invalid("litellm_params", "is not the description of a model.");
    }

    // Both go into response headers.
    private static void Name(string field, string text)
    {
        if (text.Length is 0 or > LongestName || text.Any(char.IsControl))
        {
            throw ManagementException.Invalid(field, $"must be a text of 1 to {LongestName} characters without line breaks.");
        }
    }

    private static string? Id(JsonObject info) => info["id"] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
        _ => throw ManagementException.Invalid("model_info.id", "must be a string."),
    };
}
