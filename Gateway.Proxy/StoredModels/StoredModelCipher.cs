using System.Text.Json.Nodes;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.StoredModels;

/// <summary>What a stored model says, encrypted and bound to its id.</summary>
internal sealed class StoredModelCipher(DocumentCipher documents)
{
    public string Encrypt(StoredModel model) =>
        documents.Encrypt(new JsonObject { ["litellm_params"] = model.LitellmParams.DeepClone(), ["model_info"] = model.ModelInfo.DeepClone() }, model.Id);

    /// <summary>Null: encrypted under another key, or damaged.</summary>
    public StoredModel? Decrypt(StoredModelRow row) =>
        documents.Decrypt(row.Encrypted, row.Id) is { } document && document["litellm_params"] is JsonObject parameters && document["model_info"] is JsonObject info
            ? new(row.Id, row.Name, parameters, info)
            : null;
}
