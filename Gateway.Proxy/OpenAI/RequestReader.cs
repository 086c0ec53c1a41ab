using System.Text.Json;
using Gateway.Proxy.Dialects.Messages;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// One pass over a JSON body, top level only. Raw form:
/// <c>{"model":"gpt-oss-120b","messages":[…],"stream":true,"stream_options":{"include_usage":true},"num_retries":3}</c>
/// </summary>
/// <remarks>
/// A field that the gateway acts on may stand only once: JSON readers differ on which of two wins, and the gateway must
/// not check one model while the server runs another.
/// </remarks>
internal ref struct RequestReader
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly RequestFacts _facts = new();
    private Utf8JsonReader _reader;
    private SeenFields _seen;
    private int _cutFrom = -1;
    private int _keptEnd;

    private RequestReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
    }

    [Flags]
    private enum SeenFields
    {
        None = 0,
        Model = 1,
        Stream = 2,
        StreamOptions = 4,
        MaxTokens = 8,
        MaxCompletionTokens = 16,
        N = 32,
        User = 64,
    }

    /// <summary>The facts, or the error that the client gets for a body that is no JSON object or has a field of the wrong type.</summary>
    public static GatewayError? Read(ReadOnlySpan<byte> json, EndpointKind kind, out RequestFacts facts)
    {
        var reader = new RequestReader(json);
        facts = reader._facts;
        try
        {
            return reader.Run(kind);
        }
        catch (JsonException exception)
        {
            return GatewayErrors.BodyNotJson(exception.Message);
        }
        catch (InvalidOperationException exception)
        {
            // A string with bytes that are no UTF-8, or a lone surrogate.
            return GatewayErrors.BodyNotJson(exception.Message);
        }
    }

    private GatewayError? Run(EndpointKind kind)
    {
        if (_json.IsEmpty)
        {
            return GatewayErrors.BodyNotJson("it is empty.");
        }

        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return GatewayErrors.BodyNotJson("it does not start with '{'.");
        }

        _facts.StreamOptions = kind is EndpointKind.ChatCompletions or EndpointKind.Completions ? StreamOptionsFact.Absent : StreamOptionsFact.Other;
        _facts.FieldsStart = _keptEnd = (int)_reader.BytesConsumed;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadField(kind) is { } error)
            {
                return error;
            }
        }

        var closingBrace = (int)_reader.TokenStartIndex;
        CloseCut(upTo: closingBrace, last: true);
        if (_reader.Read())
        {
            return GatewayErrors.BodyNotJson("there is text after the closing brace.");
        }

        return RequiredInput(kind) is { } field && _facts.InputRange.IsEmpty ? GatewayErrors.MissingField(field) : null;
    }

    private GatewayError? ReadField(EndpointKind kind)
    {
        var start = (int)_reader.TokenStartIndex;
        var name = _reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(_reader.GetString()!) : _reader.ValueSpan;
        var forGateway = GatewayFields.Contains(name);
        if (!forGateway)
        {
            CloseCut(upTo: start, last: false);
            _facts.HasFields = true;
        }
        else if (_cutFrom < 0)
        {
            _cutFrom = start;
        }

        _reader.Read();
        if (forGateway)
        {
            if (GatewayFields.Read(ref _reader, name, _facts.Overrides, out var overrides) is { } problem)
            {
                return GatewayErrors.InvalidField(System.Text.Encoding.UTF8.GetString(name), problem);
            }

            _facts.Overrides = overrides;
        }
        else if (ReadFact(kind, name) is { } error)
        {
            return error;
        }

        _keptEnd = forGateway ? _keptEnd : (int)_reader.BytesConsumed;
        return null;
    }

    private GatewayError? ReadFact(EndpointKind kind, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("model"u8))
        {
            if (_reader.TokenType != JsonTokenType.String)
            {
                return GatewayErrors.InvalidField("model", "must be a string.");
            }

            _facts.Model = _reader.GetString();
            _facts.ModelRange = new ByteRange((int)_reader.TokenStartIndex, (int)_reader.BytesConsumed);
            return Once(SeenFields.Model, "model");
        }

        if (name.SequenceEqual("stream"u8))
        {
            if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            {
                return GatewayErrors.InvalidField("stream", "must be true or false.");
            }

            _facts.Stream = _reader.TokenType == JsonTokenType.True;
            return Once(SeenFields.Stream, "stream");
        }

        if (name.SequenceEqual("stream_options"u8) && _facts.StreamOptions == StreamOptionsFact.Absent)
        {
            ReadStreamOptions();
            return Once(SeenFields.StreamOptions, "stream_options");
        }

        if (name.SequenceEqual("max_tokens"u8))
        {
            _facts.MaxTokens ??= Integer();
            return Once(SeenFields.MaxTokens, "max_tokens");
        }

        if (name.SequenceEqual("max_output_tokens"u8) && kind == EndpointKind.Responses)
        {
            _facts.MaxTokens = Integer();
            return Once(SeenFields.MaxTokens, "max_output_tokens");
        }

        if (name.SequenceEqual("max_completion_tokens"u8))
        {
            _facts.MaxTokens = Integer() ?? _facts.MaxTokens;
            return Once(SeenFields.MaxCompletionTokens, "max_completion_tokens");
        }

        if (name.SequenceEqual("n"u8))
        {
            _facts.Choices = Math.Clamp(Integer() ?? 1, 1, 1024);
            return Once(SeenFields.N, "n");
        }

        if (kind == EndpointKind.Responses && ReadResponsesFact(name))
        {
            return null;
        }

        if (name.SequenceEqual("user"u8) && _reader.TokenType == JsonTokenType.String)
        {
            _facts.EndUser = _reader.GetString();
            return Once(SeenFields.User, "user");
        }

        if (name.SequenceEqual("metadata"u8) && _reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMetadata();
            return null;
        }

        var isInput = IsInput(kind, name) && _reader.TokenType != JsonTokenType.Null;
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        if (isInput)
        {
            _facts.InputRange = new ByteRange(start, (int)_reader.BytesConsumed);
        }

        return null;
    }

    private readonly bool ReadResponsesFact(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("background"u8))
        {
            _facts.IsBackground = _reader.TokenType == JsonTokenType.True;
        }
        else if (name.SequenceEqual("store"u8))
        {
            _facts.StoresAnswer = _reader.TokenType != JsonTokenType.False;
        }
        else if (name.SequenceEqual("previous_response_id"u8) && _reader.TokenType == JsonTokenType.String)
        {
            _facts.PreviousResponse = _reader.GetString();
        }
        else if (name.SequenceEqual("conversation"u8) && _reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject)
        {
            _facts.HasConversation = true;
            _reader.Skip();
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ReadStreamOptions()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                _facts.StreamOptions = StreamOptionsFact.Null;
                _facts.StreamOptionsRange = TokenRange();
                return;
            case not JsonTokenType.StartObject:
                _facts.StreamOptions = StreamOptionsFact.Other;
                _reader.Skip();
                return;
        }

        var afterBrace = (int)_reader.BytesConsumed;
        _facts.StreamOptions = StreamOptionsFact.Empty;
        _facts.StreamOptionsRange = new ByteRange(afterBrace, afterBrace);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = _reader.ValueTextEquals("include_usage"u8);
            _reader.Read();
            if (isUsage)
            {
                _facts.StreamOptionsRange = TokenRange();
                _facts.StreamOptions = _reader.TokenType switch
                {
                    JsonTokenType.True => StreamOptionsFact.UsageOn,
                    JsonTokenType.False or JsonTokenType.Null => StreamOptionsFact.UsageOff,
                    _ => StreamOptionsFact.Other,
                };
            }
            else if (_facts.StreamOptions == StreamOptionsFact.Empty)
            {
                _facts.StreamOptions = StreamOptionsFact.WithoutUsage;
            }

            _reader.Skip();
        }
    }

    // "metadata": {"tags": ["team-a"], "user_id": "u", "session_id": "s", …} goes upstream as it is; tags and session are LiteLLM's older place
    // for them, the user is Anthropic's.
    private void ReadMetadata()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTags = _reader.ValueTextEquals("tags"u8);
            var isUser = _reader.ValueTextEquals("user_id"u8);
            var isSession = _reader.ValueTextEquals("session_id"u8);
            _reader.Read();
            if (isUser && _reader.TokenType == JsonTokenType.String)
            {
                var (customer, session) = UserIds.Read(_reader.GetString()!);
                _facts.EndUser ??= customer;
                _facts.SessionId ??= session;
                continue;
            }

            if (isSession && _reader.TokenType == JsonTokenType.String)
            {
                _facts.SessionId ??= _reader.GetString();
                continue;
            }

            if (isTags && GatewayFields.ReadTags(ref _reader, out var tags) is null && _facts.Overrides.Tags.Count == 0)
            {
                _facts.Overrides = _facts.Overrides with { Tags = tags };
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    // A run of gateway fields is one cut. Before a kept field it takes the comma behind it: {⟦"timeout":5,⟧"model":"x"}.
    // At the end it takes the comma before it: {"model":"x"⟦,"timeout":5⟧}.
    private void CloseCut(int upTo, bool last)
    {
        if (_cutFrom < 0)
        {
            return;
        }

        var from = last && _facts.HasFields ? _keptEnd : _cutFrom;
        (_facts.GatewayFields ??= new List<ByteRange>(2)).Add(new ByteRange(from, upTo));
        _cutFrom = -1;
    }

    private GatewayError? Once(SeenFields field, string name)
    {
        if ((_seen & field) != 0)
        {
            return GatewayErrors.InvalidField(name, "stands twice in the body.");
        }

        _seen |= field;
        return null;
    }

    private int? Integer()
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var value))
        {
            return value;
        }

        _reader.Skip();
        return null;
    }

    private ByteRange TokenRange() => new((int)_reader.TokenStartIndex, (int)_reader.BytesConsumed);

    private static string? RequiredInput(EndpointKind kind) => kind switch
    {
        EndpointKind.ChatCompletions or EndpointKind.Messages or EndpointKind.CountTokens => "messages",
        EndpointKind.Completions => "prompt",
        EndpointKind.Embeddings or EndpointKind.Moderations or EndpointKind.AudioSpeech => "input",
        EndpointKind.Rerank => "query",
        EndpointKind.ImagesGenerations => "prompt",
        _ => null,
    };

    // vLLM's completions take prompt_embeds, and its embeddings take messages, in place of the usual field.
    private static bool IsInput(EndpointKind kind, ReadOnlySpan<byte> name) => kind switch
    {
        EndpointKind.ChatCompletions or EndpointKind.Messages or EndpointKind.CountTokens => name.SequenceEqual("messages"u8),
        EndpointKind.Responses => name.SequenceEqual("input"u8),
        EndpointKind.Completions => name.SequenceEqual("prompt"u8) || name.SequenceEqual("prompt_embeds"u8),
        EndpointKind.Embeddings => name.SequenceEqual("input"u8) || name.SequenceEqual("messages"u8),
        EndpointKind.Moderations or EndpointKind.AudioSpeech => name.SequenceEqual("input"u8),
        EndpointKind.Rerank => name.SequenceEqual("query"u8),
        EndpointKind.ImagesGenerations => name.SequenceEqual("prompt"u8),
        _ => false,
    };
}
