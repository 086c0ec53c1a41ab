using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Providers;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Asks the model server that keeps an answer for it, on behalf of the key that it belongs to.</summary>
internal sealed class ServerSideCalls(UpstreamClient upstream, UpstreamAuthorizer authorizer, ResponseStore store)
{
    public async Task PassAsync(HttpContext http, Deployment deployment, StoredResponse response)
    {
        var path = http.Request.Path.Value!;
        var rest = path[(path.IndexOf(response.Id, StringComparison.Ordinal) + response.Id.Length)..];
        var root = deployment.Urls[(int)EndpointKind.Responses];
        var url = new UriBuilder(root) { Path = $"{root.AbsolutePath}/{response.Id}{rest}", Query = http.Request.QueryString.Value };
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), url.Uri);
        foreach (var (name, value) in deployment.ExtraHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            await authorizer.SignAsync(request.Headers, deployment, http.RequestAborted);
            using var answer = await upstream.Invoker.SendAsync(request, http.RequestAborted);
            http.Response.StatusCode = (int)answer.StatusCode;
            http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
            if (HttpMethods.IsDelete(http.Request.Method) && answer.IsSuccessStatusCode)
            {
                await store.DeleteAsync(response.Id, response.KeyHash, http.RequestAborted);
            }
        }
        catch (HttpRequestException) when (!http.Response.HasStarted)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.Unreachable(deployment.ModelGroup));
        }
    }
}
