using System.Text;
using System.Text.Json;

namespace Gateway.Proxy.Model;

/// <summary>A deployment's model as its server knows it, ready to be put into a body.</summary>
internal sealed class UpstreamModel(string name)
{
    public string Name { get; } = name;

    /// <summary>As a JSON string, quotes and all.</summary>
    public ReadOnlyMemory<byte> Json { get; } = Quote(name);

    /// <summary>As the value of a form field.</summary>
    public ReadOnlyMemory<byte> Text { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The JSON string literal for <paramref name="text"/>, in UTF-8.</summary>
    public static byte[] Quote(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];
}
