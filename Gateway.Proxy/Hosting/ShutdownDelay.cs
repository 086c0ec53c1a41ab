using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Hosting;

/// <summary>
/// Between SIGTERM and the closing of the listener: readiness fails already, but requests are served, since balancers (a Kubernetes
/// service above all) send some for seconds more. Each of their connections is closed with its answer, so that none is in use when
/// the listener goes.
/// </summary>
internal sealed class ShutdownDelay(GatewayOptions options, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(options.ShutdownDelay, time, cancellationToken);

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.Headers.Connection = "close";
        }

        return next(http);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
