using System.Text;

namespace Gateway.Proxy.Dialects;

/// <summary><c>data:image/png;base64,iVBORw0…</c></summary>
internal static class DataUrl
{
    private const string Scheme = "data:";
    private const string Encoded = ";base64,";

    // A type and its parameters.
    private const int LongestHead = 256;

    /// <summary>False: it is an address like any other.</summary>
    /// <param name="url">The address in UTF-8.</param>
    /// <param name="mediaType">E.g. <c>image/png</c>.</param>
    /// <param name="head">The length of what stands before the base64.</param>
    public static bool TryParse(ReadOnlySpan<byte> url, out string mediaType, out int head)
    {
        var start = Encoding.UTF8.GetString(url[..Math.Min(url.Length, LongestHead)]);
        var comma = start.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? start.IndexOf(Encoded, StringComparison.OrdinalIgnoreCase) : -1;
        if (comma < 0)
        {
            (mediaType, head) = ("", 0);
            return false;
        }

        // Parameters such as ;charset=utf-8 stand between type and encoding.
        mediaType = start[Scheme.Length..comma].Split(';')[0];
        head = comma + Encoded.Length;
        return true;
    }

    /// <summary>What stands before the base64.</summary>
    public static byte[] Head(string mediaType) => Encoding.UTF8.GetBytes(Scheme + mediaType + Encoded);
}
