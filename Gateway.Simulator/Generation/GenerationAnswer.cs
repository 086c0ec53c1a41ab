using Gateway.Simulator.Engine;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Pacing;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Generation;

/// <summary>
/// One generation: (1) a place in the queue, (2) the headers of a stream, (3) its turn, (4) prefill, (5) token after
/// token, (6) the end. Between steps it is a small object in the tick wheel; a client that leaves ends it at once.
/// </summary>
internal sealed class GenerationAnswer(GenerationPlan plan, Func<InferenceCall, GenerationPlan, IAnswerWriter> createWriter) : Answer
{
    public override async Task SendAsync(InferenceCall call)
    {
        // :: Step 1
        var engine = call.Engine;
        var record = new GenerationRecord(engine, plan);
        var blocks = plan.PromptTokens / engine.Settings.BlockSize + 1;
        if (engine.Admission.TryEnter(blocks, plan.Options.Priority) is not { } ticket)
        {
            engine.Metrics.CountRejection();
            await ErrorWriter.WriteAsync(call.Context, engine.Settings.ErrorShape, ApiError.Unavailable("The queue is full, please try again later."));
            return;
        }

        var wait = new TickWait(engine.Wheel);
        var outcome = GenerationOutcome.Failed;
        var writer = createWriter(call, plan);
        await using var registration = call.Aborted.UnsafeRegister(static wait => ((TickWait)wait!).Cancel(), wait);
        try
        {
            outcome = await GenerateAsync(call, writer, record, ticket, wait);
        }
        catch (Exception exception) when (call.Aborted.IsCancellationRequested && exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Writing to a connection that is gone.
            outcome = GenerationOutcome.Aborted;
        }
        finally
        {
            // Counted before the last bytes are sent: who has the whole answer finds it counted.
            engine.Admission.Leave(ticket);
            record.End(outcome);
        }

        if (outcome == GenerationOutcome.Finished)
        {
            // :: Step 6
            await writer.EndAsync(record.Usage);
        }
        else if (outcome == GenerationOutcome.Failed)
        {
            await BreakAsync(call, writer);
        }
    }

    private async Task<GenerationOutcome> GenerateAsync(
        InferenceCall call, IAnswerWriter writer, GenerationRecord record, AdmissionTicket ticket, TickWait wait)
    {
        // :: Step 2
        await writer.BeginAsync();
        if (call.Faults.Has(FaultKind.ResetAfterHeaders))
        {
            return GenerationOutcome.Failed;
        }

        // :: Step 3
        if (!await ticket.WaitAsync(call.Aborted))
        {
            return GenerationOutcome.Aborted;
        }

        record.Admitted();
        if (call.Faults.Find(FaultKind.HangBeforeFirstToken) is { } hang && !await call.Faults.HangAsync(hang, call.Engine.Time, call.Aborted))
        {
            return GenerationOutcome.Aborted;
        }

        // :: Step 4
        var extra = call.Faults.Find(FaultKind.SlowTokens)?.DelayMs ?? 0;
        var pace = new TokenPace(call.Engine.Timing, call.Engine.Time, plan.Seed, extra);
        if (!await wait.For(pace.ToFirstToken(record.ComputePrefix())))
        {
            return GenerationOutcome.Aborted;
        }

        // :: Step 5
        return await StreamTokensAsync(call, writer, record, ticket, wait, pace);
    }

    private async Task<GenerationOutcome> StreamTokensAsync(
        InferenceCall call, IAnswerWriter writer, GenerationRecord record, AdmissionTicket ticket, TickWait wait, TokenPace pace)
    {
        var cursors = plan.Choices.Select(choice => new ChoiceCursor(choice)).ToArray();
        var fault = MidStreamFault(call.Faults);
        var breaksAt = fault is null ? int.MaxValue : Math.Min(fault.AfterTokens, plan.Choices[0].TokenCount - (plan.Choices[0].EndsWithLastToken ? 1 : 0));
        for (var step = 0; ; step++)
        {
            if (step == breaksAt && fault!.Kind != FaultKind.FinishAbort)
            {
                return GenerationOutcome.Failed;
            }

            var isDone = true;
            foreach (var cursor in cursors)
            {
                if (!cursor.IsDone)
                {
                    var next = step == breaksAt ? cursor.End(FinishReasons.Abort) : cursor.Next();
                    writer.Write(next);
                    record.Generated(next, ticket);
                    isDone &= cursor.IsDone;
                }
            }

            if (isDone)
            {
                record.WasCut = step == breaksAt;
                return GenerationOutcome.Finished;
            }

            await writer.FlushAsync();
            if (!await wait.For(pace.ToNextToken(call.Engine.Admission.Load)) || call.Aborted.IsCancellationRequested)
            {
                return GenerationOutcome.Aborted;
            }
        }
    }

    /// <summary>What the client sees of a generation that an injected fault broke.</summary>
    private static async Task BreakAsync(InferenceCall call, IAnswerWriter writer)
    {
        if (call.Faults.Find(FaultKind.ErrorMidStream) is { } error)
        {
            await writer.FailAsync(error);
            return;
        }

        await writer.SendPartAsync();
        if (call.Faults.Has(FaultKind.ResetAfterHeaders) || call.Faults.Has(FaultKind.ResetMidStream))
        {
            // A reset throws away what the socket has not sent yet, and nothing tells when it has: wall time, whatever the clock of a test.
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
            ConnectionReset.Reset(call.Context);
        }
    }

    private static Fault? MidStreamFault(RequestFaults faults) =>
        faults.Find(FaultKind.ResetMidStream) ?? faults.Find(FaultKind.ErrorMidStream) ?? faults.Find(FaultKind.CloseMidStream) ?? faults.Find(FaultKind.FinishAbort);
}
