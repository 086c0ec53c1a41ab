namespace Gateway.Proxy.Files;

internal static class JsonAnswers
{
    public static async Task WriteAsync(this HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }
}
