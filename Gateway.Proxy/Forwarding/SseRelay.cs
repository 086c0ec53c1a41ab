using System.Buffers;
using System.Text;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// The bytes of one event stream between upstream and client: takes them in as they come, gives out whole events.
/// Renames <c>model</c>, takes the usage chunk out where the client did not ask for it, counts, and sees whether the
/// stream was whole. Only bytes: reading and time limits are <see cref="SseRelayStream"/>'s.
/// </summary>
/// <remarks>
/// One pooled buffer, held only while there is something in it:
/// <code>
/// [ ready for the client | not yet examined, perhaps half an event | free ]
///   _readyStart            _readyEnd                                 _end
/// </code>
/// </remarks>
internal sealed class SseRelay(SseRelayOptions options) : IDisposable
{
    private const int InitialSize = 8 * 1024;

    // An event longer than this (a whole image in one chunk) is passed on in pieces, unexamined.
    private const int LongestEvent = 8 * 1024 * 1024;

    private static readonly ReadOnlyMemory<byte> s_done = "data: [DONE]\n\n"u8.ToArray();

    private readonly TokenEventForm _form = new();

    private byte[] _buffer = [];
    private int _readyStart;
    private int _readyEnd;
    private int _end;
    private int _searched;
    private ReadOnlyMemory<byte> _upstreamModel;
    private int _finished;
    private bool _done;
    private bool _failed;

    public bool HasReady => _readyEnd > _readyStart;

    /// <summary>A token, or the end of a choice, has been seen.</summary>
    public bool HasToken { get; private set; }

    /// <summary>The data of the first error event; null: none came.</summary>
    public byte[]? ErrorData { get; private set; }

    public bool Aborted { get; private set; }

    public Usage? Usage { get; private set; }

    /// <summary>Chunks that carried output; vLLM sends a token a chunk, so this estimates what a broken stream produced.</summary>
    public int Chunks { get; private set; }

    /// <summary>Every choice has its finish_reason, or the server said <c>[DONE]</c>, and there was no error.</summary>
    public bool IsWhole => !_failed && (_done || !options.IsGeneration || _finished >= options.Choices);

    /// <summary>The answer's id, in a dialect whose answers can be asked for again.</summary>
    public string? AnswerId { get; private set; }

    /// <summary>The server has said that nothing follows, or it was said in its place.</summary>
    public bool IsDone => _done;

    /// <summary>Room for at least so many bytes of what comes next.</summary>
    public Memory<byte> Free(int atLeast = 1)
    {
        if (_end + atLeast > _buffer.Length)
        {
            MakeRoom(atLeast);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Takes in <paramref name="count"/> bytes that were written to <see cref="Free"/>, and examines the events they complete.</summary>
    public void Received(int count)
    {
        _end += count;
        while (true)
        {
            var length = SseEvent.Length(_buffer.AsSpan(_readyEnd, _end - _readyEnd), _searched);
            if (length < 0)
            {
                _searched = _end - _readyEnd;
                if (_searched > LongestEvent)
                {
                    Accept(_searched);
                }

                return;
            }

            _searched = 0;
            Examine(length);
        }
    }

    /// <summary>Moves ready bytes into <paramref name="destination"/>; gives their number.</summary>
    public int Drain(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _readyEnd - _readyStart);
        _buffer.AsSpan(_readyStart, count).CopyTo(destination);
        _readyStart += count;
        if (_readyStart == _end)
        {
            Release();
        }

        return count;
    }

    /// <summary>The upstream closed the stream: a missing <c>[DONE]</c> is put in. False: it broke off, and half an event is dropped.</summary>
    public bool Close()
    {
        CompleteLastEvent();
        if (!IsWhole)
        {
            _end = _readyEnd;
            return false;
        }

        if (!_done && options.IsGeneration)
        {
            Append(options.Events is { } events ? events.Ending : s_done.Span);
            _done = true;
        }

        return true;
    }

    /// <summary>Ends a broken stream with an error event; no <c>[DONE]</c> follows, and half an event is dropped.</summary>
    public void Fail(GatewayError error)
    {
        _failed = true;
        _end = _readyEnd;
        Append((options.Events is { } events ? events.Error(error) : ErrorJson.ToEvent(error)).Span);
    }

    public void Dispose()
    {
        Release();
        _form.Dispose();
    }

    // A last event without its blank line counts when its data is whole: some servers close right after [DONE].
    private void CompleteLastEvent()
    {
        var rest = _buffer.AsSpan(_readyEnd, _end - _readyEnd).TrimEnd("\r\n"u8);
        if (rest.EndsWith("}"u8) || rest.EndsWith("[DONE]"u8))
        {
            _end = _readyEnd + rest.Length;
            "\n\n"u8.CopyTo(Free(2).Span);
            Received(2);
        }

        _end = _readyEnd;
    }

    private void Examine(int length)
    {
        var sseEvent = _buffer.AsSpan(_readyEnd, length);
        if (_form.Fits(sseEvent))
        {
            Chunks++;
            Accept(Rename(length));
            return;
        }

        var range = SseEvent.Data(sseEvent);
        if (range.IsEmpty)
        {
            Accept(length);
            return;
        }

        var data = sseEvent[range.Start..range.End];
        if (options.Events is { } events)
        {
            ExamineOther(events.Read(data), length, range);
            return;
        }

        var chunk = new ChunkFacts(data);
        if (chunk.IsDone)
        {
            _done = true;

            // vLLM sends [DONE] after an error as well; a client would take it for success.
            Keep(length, !_failed);
            return;
        }

        if (chunk.IsError)
        {
            _failed = true;
            ErrorData ??= data.ToArray();
            Accept(length);
            return;
        }

        var hasToken = !options.IsGeneration || chunk.HasToken;
        if (hasToken)
        {
            HasToken = true;
            Chunks++;
        }

        var finished = chunk.FinishReasons;
        if (finished > 0)
        {
            _finished += finished;
            Aborted |= chunk.IsAbort;
        }

        var hasUsage = chunk.HasUsage;
        if (hasToken && finished == 0 && !hasUsage && chunk.PlainText is { IsEmpty: false } text)
        {
            _form.Learn(sseEvent, new ByteRange(range.Start + text.Start, range.Start + text.End));
        }

        if (hasUsage && AnswerFacts.Read(data) is { Usage: { } usage } facts)
        {
            Usage = usage;
            if (facts.NoChoices && options.HideUsage)
            {
                Keep(length, false);
                return;
            }
        }

        NoteModel(data);
        Accept(Rename(length));
    }

    private void ExamineOther(EventFacts facts, int length, ByteRange data)
    {
        if (facts.IsError)
        {
            _failed = true;
            ErrorData ??= _buffer.AsSpan(_readyEnd + data.Start, data.End - data.Start).ToArray();
        }

        if (AnswerId is null && !facts.Id.IsEmpty)
        {
            AnswerId = Encoding.UTF8.GetString(_buffer.AsSpan(_readyEnd + data.Start + facts.Id.Start, facts.Id.End - facts.Id.Start));
        }

        HasToken |= facts.HasToken;
        Chunks += facts.HasToken ? 1 : 0;
        _finished += facts.IsEnd ? 1 : 0;
        _done |= facts.IsDone;
        if (facts.Usage is { } usage)
        {
            Usage = usage.PromptTokens > 0 ? usage : (Usage ?? default) with { CompletionTokens = usage.CompletionTokens };
        }

        if (facts.Model.IsEmpty || options.ClientModel.IsEmpty)
        {
            Accept(length);
            return;
        }

        var start = _readyEnd + data.Start + facts.Model.Start;
        Accept(length + Replace(start - _readyEnd, facts.Model.End - facts.Model.Start));
    }

    // The first chunk tells how the server spells its model ("model":"openai/gpt-oss-120b"); later ones are searched for those bytes.
    private void NoteModel(ReadOnlySpan<byte> json)
    {
        if (options.ClientModel.IsEmpty || !_upstreamModel.IsEmpty)
        {
            return;
        }

        // Azure's first chunk, which is about its filter, has "model":"".
        var model = AnswerFacts.Read(json).Model;
        if (model.End - model.Start > 2)
        {
            _upstreamModel = json[model.Start..model.End].ToArray();
        }
    }

    // Gives the event's new length.
    private int Rename(int length)
    {
        if (_upstreamModel.IsEmpty || _upstreamModel.Span.SequenceEqual(options.ClientModel.Span))
        {
            return length;
        }

        var at = _buffer.AsSpan(_readyEnd, length).IndexOf(_upstreamModel.Span);
        return at < 0 ? length : length + Replace(at, _upstreamModel.Length);
    }

    // Puts the client's name in the place of so many bytes behind the ready ones; gives what the event has grown by.
    private int Replace(int at, int count)
    {
        var growth = options.ClientModel.Length - count;
        if (growth > 0 && _end + growth > _buffer.Length)
        {
            MakeRoom(growth);
        }

        var start = _readyEnd + at;
        var behind = start + count;
        _buffer.AsSpan(behind, _end - behind).CopyTo(_buffer.AsSpan(behind + growth));
        options.ClientModel.Span.CopyTo(_buffer.AsSpan(start));
        _end += growth;
        return growth;
    }

    private void Keep(int length, bool keep)
    {
        if (keep)
        {
            Accept(length);
            return;
        }

        var behind = _readyEnd + length;
        _buffer.AsSpan(behind, _end - behind).CopyTo(_buffer.AsSpan(_readyEnd));
        _end -= length;
    }

    private void Accept(int length)
    {
        _readyEnd += length;
        _searched = 0;
    }

    // Called only when nothing unexamined is left.
    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Free(bytes.Length).Span);
        _end += bytes.Length;
        _readyEnd = _end;
    }

    private void MakeRoom(int bytes)
    {
        var used = _end - _readyStart;
        var target = used + bytes <= _buffer.Length / 2 ? _buffer : ArrayPool<byte>.Shared.Rent(Math.Max(InitialSize, (used + bytes) * 2));
        _buffer.AsSpan(_readyStart, used).CopyTo(target);
        if (target != _buffer && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = target;
        _readyEnd -= _readyStart;
        _end = used;
        _readyStart = 0;
    }

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        (_readyStart, _readyEnd, _end, _searched) = (0, 0, 0, 0);
    }
}
