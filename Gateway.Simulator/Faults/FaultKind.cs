namespace Gateway.Simulator.Faults;

/// <summary>What goes wrong. In JSON the names are snake_case: <c>reset_mid_stream</c>.</summary>
public enum FaultKind
{
    /// <summary>Answers <see cref="Fault.Status"/> with an error body, and <c>Retry-After</c> when set.</summary>
    Status,

    /// <summary>401 with the plain string of vLLM's key check: <c>{"error": "Unauthorized"}</c>.</summary>
    Unauthorized,

    /// <summary>404 without a body, as an unfinished front end answers.</summary>
    EmptyNotFound,

    /// <summary>Nothing comes, not even headers.</summary>
    HangBeforeHeaders,

    /// <summary>Headers of the stream come, then nothing. The request holds its place among the running ones.</summary>
    HangBeforeFirstToken,

    /// <summary>The connection is reset before a single byte of the answer.</summary>
    ResetBeforeHeaders,

    /// <summary>The connection is reset after the headers, before the first token.</summary>
    ResetAfterHeaders,

    /// <summary>The connection is reset after <see cref="Fault.AfterTokens"/> tokens.</summary>
    ResetMidStream,

    /// <summary>After <see cref="Fault.AfterTokens"/> tokens an error event comes, and then [DONE] all the same.</summary>
    ErrorMidStream,

    /// <summary>After <see cref="Fault.AfterTokens"/> tokens the body ends, with neither finish_reason nor [DONE].</summary>
    CloseMidStream,

    /// <summary>The stream lacks [DONE].</summary>
    MissingDone,

    /// <summary>No usage, though it was asked for.</summary>
    MissingUsage,

    /// <summary>The answer ends after <see cref="Fault.AfterTokens"/> tokens with finish_reason "abort".</summary>
    FinishAbort,

    /// <summary>Every token takes <see cref="Fault.DelayMs"/> longer.</summary>
    SlowTokens,

    /// <summary>/health and /ping answer 503; requests go on being served.</summary>
    Unhealthy,

    /// <summary>As while weights load: /health and inference answer 503, for <see cref="Fault.DelayMs"/> after the fault was set (0: until it is taken away).</summary>
    Starting,
}
