using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Hosting;

namespace Gateway.Proxy.Storage;

/// <summary>
/// Encrypts a document that holds secrets: all of it, so that none is missed for its name. Base64 of a version byte, the nonce, the tag
/// and the text; what it belongs to is authenticated with it, so that texts cannot change places.
/// </summary>
internal sealed class DocumentCipher(GatewaySetup setup)
{
    private const byte Version = 1;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + NonceLength + TagLength;

    // The first documents were models; what was stored then has to be read for ever.
    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(setup.Options.SaltKey ?? setup.MasterKey), KeyLength, info: "gateway stored models"u8.ToArray());

    public string Encrypt(JsonObject document, string belongsTo)
    {
        var text = Encoding.UTF8.GetBytes(document.ToJsonString());
        var sealedText = new byte[HeadLength + text.Length];
        sealedText[0] = Version;
        var nonce = sealedText.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, text, sealedText.AsSpan(HeadLength), sealedText.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(belongsTo));
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>Null: encrypted under another key, or damaged, or another's.</summary>
    public JsonObject? Decrypt(string encrypted, string belongsTo)
    {
        try
        {
            var sealedText = Convert.FromBase64String(encrypted);
            if (sealedText.Length < HeadLength || sealedText[0] != Version)
            {
                return null;
            }

            var text = new byte[sealedText.Length - HeadLength];
            using var aes = new AesGcm(_key, TagLength);
            aes.Decrypt(sealedText.AsSpan(1, NonceLength), sealedText.AsSpan(HeadLength), sealedText.AsSpan(1 + NonceLength, TagLength), text, Encoding.UTF8.GetBytes(belongsTo));
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }
}
