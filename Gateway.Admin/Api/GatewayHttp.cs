using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Admin.Hosting;

namespace Gateway.Admin.Api;

/// <summary>Calls the gateway with a given key, and turns its errors into <see cref="GatewayException"/>.</summary>
internal sealed class GatewayHttp(HttpClient http, AdminSettings settings)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task<T> GetAsync<T>(string key, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync<T>(key, request, cancellationToken);
    }

    public async Task<T> PostAsync<T>(string key, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: GatewayJson.Options) };
        return await SendAsync<T>(key, request, cancellationToken);
    }

    /// <summary>Its body is still to be read; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string key, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            throw new GatewayException($"The gateway does not answer at {settings.Gateway}. Is it running?");
        }
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new GatewayException(await MessageAsync(response, cancellationToken), response.StatusCode);
        }
    }

    private async Task<T> SendAsync<T>(string key, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            using var response = await OpenAsync(key, request, limit.Token);
            return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Options, limit.Token))!;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException($"The gateway did not answer within {s_patience.TotalSeconds:0} s.");
        }
    }

    // {"error":{"message":"…","type":"…","param":"…","code":"…"}}
    private static async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
            if ((string?)body?["error"]?["message"] is { Length: > 0 } message)
            {
                return message;
            }
        }
        catch (JsonException)
        {
            // Not the gateway's own shape: its status has to do.
        }

        return $"The gateway answered with status {(int)response.StatusCode}.";
    }
}
