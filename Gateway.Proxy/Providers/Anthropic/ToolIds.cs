namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>Anthropic takes letters, digits, <c>_</c> and <c>-</c> in a call's id; other servers make <c>functions.get_weather:0</c>.</summary>
internal static class ToolIds
{
    /// <summary>The same id always becomes the same, so a call and its result stay together.</summary>
    public static string Safe(string id) =>
        id.All(IsSafe) ? id : string.Create(id.Length, id, static (span, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                span[i] = IsSafe(source[i]) ? source[i] : '_';
            }
        });

    private static bool IsSafe(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
