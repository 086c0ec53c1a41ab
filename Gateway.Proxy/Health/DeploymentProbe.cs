using System.Net;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;
using Gateway.Proxy.Providers;

namespace Gateway.Proxy.Health;

/// <summary>
/// Asks a model server how it is: vLLM's <c>GET /health</c> (200 with an empty body, 503 when the engine is dead), and
/// <c>GET …/models</c> where that path is unknown. Never a generation.
/// </summary>
internal sealed class DeploymentProbe(UpstreamClient upstream, UpstreamAuthorizer authorizer, TimeProvider time)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong, or null; and how long the answer took.</summary>
    public async Task<(string? Error, TimeSpan Latency)> AskAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        using var limit = new CancellationTokenSource(s_limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        string? error;
        try
        {
            var status = await GetAsync(new Uri(deployment.Root, "health"), deployment, linked.Token);
            if (status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            {
                status = await GetAsync(deployment.ModelsUrl ?? new Uri(deployment.ApiBase.TrimEnd('/') + "/models"), deployment, linked.Token);
            }

            error = (int)status is >= 200 and < 300 ? null : $"The server answered {(int)status}.";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            error = $"The server did not answer within {s_limit.TotalSeconds:0} s.";
        }
        catch (HttpRequestException exception)
        {
            error = $"The server could not be reached: {exception.Message}";
        }

        deployment.State.LastProbeHealthy = error is null;
        return (error, time.GetElapsedTime(startedAt));
    }

    private async Task<HttpStatusCode> GetAsync(Uri url, Deployment deployment, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in deployment.ExtraHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        await authorizer.SignAsync(request.Headers, deployment, cancellationToken);

        using var response = await upstream.Invoker.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }
}
