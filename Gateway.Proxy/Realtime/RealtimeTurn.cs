using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Realtime;

/// <summary>One answer of a session, while the model makes it.</summary>
internal sealed class RealtimeTurn
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InferenceContext _context;
    private readonly Attempt _attempt;
    private readonly TimeProvider _time;

    public RealtimeTurn(InferenceContext context, Attempt session, TimeProvider time)
    {
        _context = context;
        _time = time;
        _attempt = new Attempt(session.Lease, context.Http, context.StartedAt) { BusyBefore = session.Lease.BusyShare, Status = StatusCodes.Status200OK };
    }

    /// <summary>Ends when the answer has been refused, or settled and logged.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>A limit or a budget that does not let the answer through.</summary>
    public GatewayError? Refusal => _context.Error;

    /// <summary>Ends when it is known whether the answer may be given.</summary>
    public Task DecidedAsync() => Work.IsCompleted ? Work : Task.WhenAny(_begun.Task, Work);

    /// <summary>The answer is let through; ends with it.</summary>
    public Task UntilDone()
    {
        _begun.TrySetResult();
        _context.Attempt = _attempt;
        _context.Attempts = 1;
        return _done.Task;
    }

    /// <summary>The model is done: what it has used is settled and logged when this ends.</summary>
    public Task DoneAsync(Usage usage)
    {
        _attempt.SetUsage(usage, _time);
        _attempt.Deployment.State.CountTokens(usage.TotalTokens);
        _attempt.Deployment.State.RecentTokens.TryTake(usage.TotalTokens, null, out _, out _);
        return EndAsync(Outcome.Relayed);
    }

    /// <summary>The session ends before the answer does: nobody says what it has used.</summary>
    public Task BreakAsync(bool clientGone)
    {
        _context.ClientGone = clientGone;
        return EndAsync(clientGone ? Outcome.ClientGone : Outcome.Interrupted);
    }

    private Task EndAsync(Outcome outcome)
    {
        _attempt.Outcome = outcome;
        _done.TrySetResult();
        return Work;
    }
}
