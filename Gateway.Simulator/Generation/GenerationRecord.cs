using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Simulator.Metrics;

namespace Gateway.Simulator.Generation;

/// <summary>Keeps the books of one generation: times, tokens, cached tokens, and in the end the metrics.</summary>
internal sealed class GenerationRecord(SimulatedEngine engine, GenerationPlan plan)
{
    private readonly TimeProvider _time = engine.Time;
    private readonly EngineMetrics _metrics = engine.Metrics;
    private readonly long _arrived = engine.Time.GetTimestamp();
    private long _admitted;
    private long _firstToken;
    private long _lastToken;
    private int _cached;
    private int _generated;
    private int _reasoning;

    /// <summary>The answer was ended early with finish_reason "abort".</summary>
    public bool WasCut { get; set; }

    public GenerationUsage Usage => new(
        plan.PromptTokens,
        _generated,
        engine.Settings.EnablePromptTokensDetails ? _cached : null,
        engine.Settings.ReasoningField == ReasoningField.None ? null : _reasoning);

    public void Admitted()
    {
        _admitted = _time.GetTimestamp();
        _metrics.Queue.Observe(Seconds(_arrived, _admitted));
    }

    /// <summary>Looks the prompt up in the prefix cache and returns how many tokens are left to compute.</summary>
    public int ComputePrefix()
    {
        if (engine.Settings.EnablePrefixCaching)
        {
            _cached = plan.BlockChains.Sum(chain => engine.PrefixCache.Touch(chain)) * engine.Settings.BlockSize;
            _metrics.CountPrefix(plan.PromptTokens, _cached);
        }

        _metrics.CountPrompt(plan.PromptTokens);
        return plan.PromptTokens - _cached;
    }

    public void Generated(in GenerationStep step, AdmissionTicket ticket)
    {
        if (step.Segment is not { } segment)
        {
            return;
        }

        var now = _time.GetTimestamp();
        if (_generated == 0)
        {
            _firstToken = now;
            _metrics.TimeToFirstToken.Observe(Seconds(_arrived, now));
        }
        else if (step.Choice.Index == 0)
        {
            _metrics.InterToken.Observe(Seconds(_lastToken, now));
        }

        _lastToken = now;
        _generated++;
        _reasoning += segment.Kind == SegmentKind.Reasoning ? 1 : 0;
        _metrics.CountGenerated(1);
        if ((plan.PromptTokens + _generated) % engine.Settings.BlockSize == 0)
        {
            engine.Admission.Grow(ticket);
        }
    }

    public void End(GenerationOutcome outcome)
    {
        var now = _time.GetTimestamp();
        _metrics.EndToEnd.Observe(Seconds(_arrived, now));
        if (_admitted != 0)
        {
            _metrics.Inference.Observe(Seconds(_admitted, now));
            ObserveTokens(now);
        }

        _metrics.CountFinished(Reason(outcome));
        switch (outcome)
        {
            case GenerationOutcome.Finished: engine.Counters.CountFinished(); break;
            case GenerationOutcome.Aborted: engine.Counters.CountAborted(); break;
            default: engine.Counters.CountFailed(); break;
        }
    }

    private void ObserveTokens(long now)
    {
        if (_firstToken != 0)
        {
            _metrics.Prefill.Observe(Seconds(_admitted, _firstToken));
            _metrics.Decode.Observe(Seconds(_firstToken, now));
            if (_generated > 1)
            {
                _metrics.TimePerOutputToken.Observe(Seconds(_firstToken, _lastToken) / (_generated - 1));
            }
        }

        _metrics.PromptLength.Observe(plan.PromptTokens);
        _metrics.GenerationLength.Observe(_generated);
        _metrics.MaxGenerationLength.Observe(plan.Choices.Max(choice => choice.TokenCount));
        _metrics.ParamsN.Observe(plan.Options.Choices);
        if (plan.Options.MaxTokens is { } max)
        {
            _metrics.ParamsMaxTokens.Observe(max);
        }
    }

    /// <summary>vLLM knows no "tool_calls" here: to the engine that is a stop.</summary>
    private string Reason(GenerationOutcome outcome) => outcome switch
    {
        GenerationOutcome.Aborted => FinishReasons.Abort,
        GenerationOutcome.Failed => "error",
        _ when WasCut => FinishReasons.Abort,
        _ => plan.Choices[0].FinishReason == FinishReasons.Length ? FinishReasons.Length : FinishReasons.Stop,
    };

    private double Seconds(long from, long to) => _time.GetElapsedTime(from, to).TotalSeconds;
}
