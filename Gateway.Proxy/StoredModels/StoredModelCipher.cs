using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Hosting;

namespace Gateway.Proxy.StoredModels;

/// <summary>
/// Encrypts what a stored model says: all of it, so that no secret is missed for its name. Base64 of a version byte, the
/// nonce, the tag and the text; the row's id is authenticated with it, so that texts cannot change places.
/// </summary>
internal sealed class StoredModelCipher(GatewaySetup setup)
{
    private const byte Version = 1;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + NonceLength + TagLength;

    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(setup.Options.SaltKey ?? setup.MasterKey), KeyLength, info: "gateway stored models"u8.ToArray());

    public string Encrypt(StoredModel model)
    {
        var document = new JsonObject { ["litellm_params"] = model.LitellmParams.DeepClone(), ["model_info"] = model.ModelInfo.DeepClone() };
        var text = Encoding.UTF8.GetBytes(document.ToJsonString());
        var sealedText = new byte[HeadLength + text.Length];
        sealedText[0] = Version;
        var nonce = sealedText.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, text, sealedText.AsSpan(HeadLength), sealedText.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(model.Id));
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>Null: encrypted under another key, or damaged.</summary>
    public StoredModel? Decrypt(StoredModelRow row)
    {
        try
        {
            var sealedText = Convert.FromBase64String(row.Encrypted);
            if (sealedText.Length < HeadLength || sealedText[0] != Version)
            {
                return null;
            }

            var text = new byte[sealedText.Length - HeadLength];
            using var aes = new AesGcm(_key, TagLength);
            aes.Decrypt(sealedText.AsSpan(1, NonceLength), sealedText.AsSpan(HeadLength), sealedText.AsSpan(1 + NonceLength, TagLength), text, Encoding.UTF8.GetBytes(row.Id));
            return JsonNode.Parse(text) is JsonObject document && document["litellm_params"] is JsonObject parameters && document["model_info"] is JsonObject info
                ? new(row.Id, row.Name, parameters, info)
                : null;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }
}
