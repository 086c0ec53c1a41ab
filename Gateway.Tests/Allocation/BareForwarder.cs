using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Tests.Allocation;

/// <summary>What a relay costs at the least: YARP's forwarder with nothing around it.</summary>
internal sealed class BareForwarder : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BareForwarder(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<BareForwarder> StartAsync(Uri upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.Map("/{**path}", async http => { await forwarder.SendAsync(http, upstream.ToString(), client); });
        await app.StartAsync();
        return new BareForwarder(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
