namespace Gateway.Proxy.OpenAI;

/// <summary>What one pass over the body found: the facts that the gateway acts on, and where they stand. The rest is passed on unread.</summary>
internal sealed class RequestFacts
{
    public static readonly RequestFacts None = new();

    /// <summary>The body's <c>model</c>; null when there is none.</summary>
    public string? Model { get; set; }

    /// <summary>The value of <c>model</c>: with its quotes in JSON, without any in a form field. Empty when there is none.</summary>
    public ByteRange ModelRange { get; set; }

    /// <summary>The value of <c>messages</c>, <c>prompt</c> or <c>input</c>; empty when there is none.</summary>
    public ByteRange InputRange { get; set; }

    /// <summary>Just after the body's opening brace, where fields can be put in; 0 in a form.</summary>
    public int FieldsStart { get; set; }

    /// <summary>The body has at least one field, so that a field put in before needs a comma.</summary>
    public bool HasFields { get; set; }

    public bool IsMultipart { get; set; }

    public bool Stream { get; set; }

    public StreamOptionsFact StreamOptions { get; set; }

    public ByteRange StreamOptionsRange { get; set; }

    /// <summary><c>max_tokens</c> or <c>max_completion_tokens</c>.</summary>
    public int? MaxTokens { get; set; }

    /// <summary><c>n</c>: how many choices each need a finish_reason before a stream is whole.</summary>
    public int Choices { get; set; } = 1;

    /// <summary><c>background</c> of a Responses request: nobody waits for the answer.</summary>
    public bool IsBackground { get; set; }

    /// <summary><c>store</c> of a Responses request.</summary>
    public bool StoresAnswer { get; set; } = true;

    /// <summary><c>previous_response_id</c>.</summary>
    public string? PreviousResponse { get; set; }

    /// <summary><c>conversation</c> of a Responses request: its items are added there, each time anew.</summary>
    public bool HasConversation { get; set; }

    /// <summary><c>user</c>.</summary>
    public string? EndUser { get; set; }

    /// <summary>The conversation that the request belongs to, as its client names it; null: none named.</summary>
    public string? SessionId { get; set; }

    /// <summary>Tags that headers of the request became.</summary>
    public IReadOnlyList<string> HeaderTags { get; set; } = [];

    /// <summary>Fields meant for the gateway, with the comma that goes with each: cut out before the body goes upstream.</summary>
    public List<ByteRange>? GatewayFields { get; set; }

    public RequestOverrides Overrides { get; set; } = RequestOverrides.None;
}
