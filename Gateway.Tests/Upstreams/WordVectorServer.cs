using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams;

/// <summary>An embedding server for which texts mean the same as far as they have the same words: each word has a dimension of its own.</summary>
internal sealed partial class WordVectorServer : UpstreamServer
{
    private const int Dimensions = 64;

    private readonly Dictionary<string, int> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    /// <summary>Answers 500 from now on.</summary>
    public bool Fails { get; set; }

    /// <summary>Answers nothing until the caller leaves.</summary>
    public bool Hangs { get; set; }

    public static async Task<WordVectorServer> StartServerAsync()
    {
        var server = new WordVectorServer();
        await server.StartAsync();
        return server;
    }

    protected override Task AnswerAsync(HttpContext http, UpstreamRequest request)
    {
        if (Hangs)
        {
            return Task.Delay(Timeout.Infinite, http.RequestAborted);
        }

        if (Fails)
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        }

        var numbers = string.Join(',', Vector(request.Json.GetProperty("input").GetString()!).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync($$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[{{numbers}}]}],"model":"words","usage":{"prompt_tokens":5,"total_tokens":5} }""");
    }

    private float[] Vector(string text)
    {
        var vector = new float[Dimensions];
        lock (_lock)
        {
            foreach (var word in Word().Matches(text).Select(match => match.Value))
            {
                vector[_words.TryGetValue(word, out var place) ? place : _words[word] = _words.Count]++;
            }
        }

        return vector;
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
