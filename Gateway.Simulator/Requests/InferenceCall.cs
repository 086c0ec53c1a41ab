using Gateway.Simulator.Engine;
using Gateway.Simulator.Faults;

namespace Gateway.Simulator.Requests;

/// <summary>One inference request on its way through an engine.</summary>
internal sealed class InferenceCall(HttpContext context, SimulatedEngine engine, RequestFaults faults)
{
    public HttpContext Context => context;

    public SimulatedEngine Engine => engine;

    public RequestFaults Faults => faults;

    public CancellationToken Aborted { get; } = context.RequestAborted;

    /// <summary>The caller's X-Request-Id, else a new one: <c>chatcmpl-</c> and the like go before it.</summary>
    public string RequestId { get; } = context.Request.Headers["X-Request-Id"].ToString() is [_, ..] given ? given : Guid.NewGuid().ToString("N");

    /// <summary>Unix time in seconds.</summary>
    public long Created { get; } = engine.Time.GetUtcNow().ToUnixTimeSeconds();
}
