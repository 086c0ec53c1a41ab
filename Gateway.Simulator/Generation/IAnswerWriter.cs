using Gateway.Simulator.Faults;

namespace Gateway.Simulator.Generation;

/// <summary>Turns the steps of a generation into an HTTP answer: a stream, or one JSON object at the end.</summary>
internal interface IAnswerWriter
{
    /// <summary>The engine has taken the request; a stream sends its headers now, before any token.</summary>
    ValueTask BeginAsync();

    void Write(in GenerationStep step);

    /// <summary>Sends what was written.</summary>
    ValueTask FlushAsync();

    /// <summary>Everything was generated.</summary>
    ValueTask EndAsync(GenerationUsage usage);

    /// <summary>Sends the headers, and for a JSON answer a part of the body: what a client sees of an answer that breaks.</summary>
    ValueTask SendPartAsync();

    /// <summary>The engine failed: an error event, or an error answer.</summary>
    ValueTask FailAsync(Fault fault);
}
