using Gateway.Simulator.Errors;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Pacing;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Pooling;

/// <summary>An answer that needs the prompt only, without tokens of its own: embeddings, rerank and score.</summary>
internal sealed class PoolingAnswer(int promptTokens, Func<PoolingUsage, ReadOnlyMemory<byte>> write) : Answer
{
    public override async Task SendAsync(InferenceCall call)
    {
        var engine = call.Engine;
        var arrived = engine.Time.GetTimestamp();
        if (engine.Admission.TryEnter(promptTokens / engine.Settings.BlockSize + 1, 0) is not { } ticket)
        {
            engine.Metrics.CountRejection();
            await ErrorWriter.WriteAsync(call.Context, engine.Settings.ErrorShape, ApiError.Unavailable("The queue is full, please try again later."));
            return;
        }

        var wait = new TickWait(engine.Wheel);
        var isDone = false;
        await using var registration = call.Aborted.UnsafeRegister(static wait => ((TickWait)wait!).Cancel(), wait);
        try
        {
            isDone = await ticket.WaitAsync(call.Aborted) && await HangAsync(call)
                && await wait.For(new TokenPace(engine.Timing, engine.Time, 0, 0).ToFirstToken(promptTokens));
        }
        finally
        {
            engine.Admission.Leave(ticket);
            Count(call, isDone, arrived);
        }

        if (isDone)
        {
            await SendAsync(call, write(new PoolingUsage(call.Faults.Has(FaultKind.MissingUsage) ? null : promptTokens)));
        }
    }

    private static async ValueTask<bool> HangAsync(InferenceCall call) =>
        call.Faults.Find(FaultKind.HangBeforeFirstToken) is not { } hang || await call.Faults.HangAsync(hang, call.Engine.Time, call.Aborted);

    private static async Task SendAsync(InferenceCall call, ReadOnlyMemory<byte> json)
    {
        if (call.Faults.Find(FaultKind.ErrorMidStream) is { } error)
        {
            await ErrorWriter.WriteAsync(call.Context, error.Shape ?? call.Engine.Settings.ErrorShape, ApiError.OfStatus(error.Status, error.Message));
        }
        else if (call.Faults.Has(FaultKind.ResetMidStream) || call.Faults.Has(FaultKind.ResetAfterHeaders))
        {
            call.Context.Response.ContentType = "application/json";
            await call.Context.Response.BodyWriter.WriteAsync(json[..(json.Length / 2)], call.Aborted);

            // As in GenerationAnswer: a reset drops what is unsent, and nothing tells when it is sent.
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
            ConnectionReset.Reset(call.Context);
        }
        else
        {
            await JsonResponse.WriteAsync(call.Context, json);
        }
    }

    private void Count(InferenceCall call, bool isDone, long arrived)
    {
        var metrics = call.Engine.Metrics;
        metrics.EndToEnd.Observe(call.Engine.Time.GetElapsedTime(arrived).TotalSeconds);
        metrics.CountFinished(isDone ? FinishReasons.Stop : FinishReasons.Abort);
        if (isDone)
        {
            metrics.CountPrompt(promptTokens);
            metrics.PromptLength.Observe(promptTokens);
            call.Engine.Counters.CountFinished();
        }
        else
        {
            call.Engine.Counters.CountAborted();
        }
    }
}
