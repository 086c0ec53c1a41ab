namespace Gateway.Proxy.Dialects;

/// <summary><c>data:image/png;base64,iVBORw0…</c></summary>
internal static class DataUrl
{
    private const string Scheme = "data:";
    private const string Encoding = ";base64,";

    public static bool TryParse(string address, out string mediaType, out string base64)
    {
        var comma = address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? address.IndexOf(Encoding, StringComparison.OrdinalIgnoreCase) : -1;
        if (comma < 0)
        {
            (mediaType, base64) = ("", "");
            return false;
        }

        // Parameters such as ;charset=utf-8 stand between type and encoding.
        mediaType = address[Scheme.Length..comma].Split(';')[0];
        base64 = address[(comma + Encoding.Length)..];
        return true;
    }

    public static string Create(string mediaType, string base64) => $"{Scheme}{mediaType}{Encoding}{base64}";
}
