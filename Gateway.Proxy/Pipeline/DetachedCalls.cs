namespace Gateway.Proxy.Pipeline;

/// <summary>
/// Inference calls that no connection waits for: background responses, lines of a batch. They go through the same pipeline as any
/// other, as the key of <see cref="InferenceRoute.ActingKey"/>, so limits, budgets, spend and fallbacks hold for them alike.
/// </summary>
internal sealed class DetachedCalls(IServiceProvider services)
{
    public async Task<DetachedAnswer> RunAsync(InferenceRoute route, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        var http = await InvokeAsync(route, path, body, answer, cancellationToken);
        return new DetachedAnswer(http.Response.StatusCode, http.TraceIdentifier, answer.ToArray());
    }

    /// <summary>The same with an answer that is taken as it comes; gives its status.</summary>
    public async Task<int> StreamAsync(InferenceRoute route, string path, ReadOnlyMemory<byte> body, Stream answer, CancellationToken cancellationToken) =>
        (await InvokeAsync(route, path, body, answer, cancellationToken)).Response.StatusCode;

    private async Task<HttpContext> InvokeAsync(InferenceRoute route, string path, ReadOnlyMemory<byte> body, Stream answer, CancellationToken cancellationToken)
    {
        // Asked for late: the pipeline itself leads here.
        var pipeline = services.GetRequiredService<InferencePipeline>();
        var http = new DefaultHttpContext { RequestServices = services, RequestAborted = cancellationToken };
        http.Request.Method = HttpMethods.Post;
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("gateway");
        http.Request.Path = path;
        http.Request.ContentType = "application/json";
        http.Request.ContentLength = body.Length;
        http.Request.Body = new MemoryStream(body.ToArray());
        http.Response.Body = answer;
        await pipeline.InvokeAsync(http, route);
        return http;
    }
}
