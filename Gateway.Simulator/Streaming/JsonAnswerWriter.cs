using System.Text.Json;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Streaming;

/// <summary>Collects nothing while tokens are generated (the plan knows them all) and writes one JSON object at the end.</summary>
internal abstract class JsonAnswerWriter(InferenceCall call, GenerationPlan plan) : IAnswerWriter
{
    private readonly int[] _generated = new int[plan.Choices.Count];
    private readonly string?[] _finishReasons = new string?[plan.Choices.Count];

    protected GenerationPlan Plan => plan;

    public ValueTask BeginAsync() => ValueTask.CompletedTask;

    public void Write(in GenerationStep step)
    {
        _generated[step.Choice.Index] += step.Segment is null ? 0 : 1;
        _finishReasons[step.Choice.Index] = step.FinishReason;
    }

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public async ValueTask EndAsync(GenerationUsage usage)
    {
        var choices = plan.Choices.Select(Sent).ToArray();
        var withUsage = !call.Faults.Has(FaultKind.MissingUsage);
        await JsonResponse.WriteAsync(call.Context, JsonResponse.Build(json => Write(json, choices, withUsage ? usage : null)));
    }

    public async ValueTask SendPartAsync()
    {
        // Without a length: an orderly end then leaves the client with half an object, a reset with a broken body.
        call.Context.Response.ContentType = "application/json";
        await call.Context.Response.BodyWriter.WriteAsync("{\"id\":\""u8.ToArray(), call.Aborted);
    }

    public async ValueTask FailAsync(Fault fault) => await ErrorWriter.WriteAsync(
        call.Context, fault.Shape ?? call.Engine.Settings.ErrorShape, ApiError.OfStatus(fault.Status, fault.Message));

    protected abstract void Write(Utf8JsonWriter json, IReadOnlyList<Choice> choices, GenerationUsage? usage);

    /// <summary>The choice as far as it came.</summary>
    private Choice Sent(Choice choice) =>
        _finishReasons[choice.Index] == FinishReasons.Abort ? choice.Cut(_generated[choice.Index], FinishReasons.Abort) : choice;
}
