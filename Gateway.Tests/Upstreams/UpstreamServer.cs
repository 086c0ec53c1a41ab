using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams;

/// <summary>A provider's server on a real port. Remembers what it was asked; tests tell it how to answer.</summary>
internal abstract class UpstreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<UpstreamRequest> _requests = [];

    protected UpstreamServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Address => new(_app.Urls.Single() + "/");

    public IReadOnlyList<UpstreamRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public UpstreamRequest LastRequest => Requests[^1];

    public int Received => Requests.Count;

    protected Task StartAsync() => _app.StartAsync();

    protected abstract Task AnswerAsync(HttpContext http, UpstreamRequest request);

    protected static async Task WriteJsonAsync(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        JsonElement json = default;
        if (http.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true && text.Length > 0)
        {
            using var document = JsonDocument.Parse(text);
            json = document.RootElement.Clone();
        }

        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new UpstreamRequest(http.Request.Method, http.Request.Path + http.Request.QueryString.Value, headers, text, json);
        lock (_requests)
        {
            _requests.Add(request);
        }

        await AnswerAsync(http, request);
    }
}
