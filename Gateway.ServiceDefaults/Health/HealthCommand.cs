namespace Gateway.ServiceDefaults.Health;

/// <summary>
/// <c>PROGRAM health [URL]</c>: asks a running service from beside it, for containers that have neither a shell nor curl. In the
/// images the program has a second name, <c>curl</c>, since that is what people type after <c>docker exec</c>.
/// </summary>
public static class HealthCommand
{
    private const string Verb = "health";
    private const string Alias = "curl";

    /// <summary>Whether this is such a call and not a service to start.</summary>
    public static bool IsAsked(string[] args) => args is [Verb, ..] || IsAlias;

    private static bool IsAlias => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == Alias;

    /// <summary>Prints the answer. The exit code is 0 when it is a success.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="port">Where the service listens unless PORT says otherwise.</param>
    /// <param name="path">What tells that it is ready.</param>
    public static async Task<int> RunAsync(string[] args, int port, string path)
    {
        var url = Array.Find(args, argument => argument.Contains("://", StringComparison.Ordinal));
        if (url is null && IsAlias)
        {
            await Console.Error.WriteLineAsync("curl: this is a small stand-in that only gets: curl http://HOST:PORT/PATH");
            return 2;
        }

        url ??= $"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? $"{port}"}{path}";
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await http.GetAsync(new Uri(url));
            Console.WriteLine(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{url}: {exception.Message}");
            return 1;
        }
    }
}
