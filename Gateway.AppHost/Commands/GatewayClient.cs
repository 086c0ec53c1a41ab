using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.AppHost.Commands;

/// <summary>Calls the running gateway's management API with the master key.</summary>
internal sealed class GatewayClient(EndpointReference endpoint, ParameterResource masterKey) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonNode?> PostAsync(string path, JsonObject? body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, endpoint.Url.TrimEnd('/') + path);
        request.Headers.Authorization = new("Bearer", await masterKey.GetValueAsync(cancellationToken));
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {answer}");
        }

        return JsonNode.Parse(answer);
    }
}
