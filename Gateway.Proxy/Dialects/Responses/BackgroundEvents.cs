namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// The events of a background response with <c>"stream": true</c>, as they come. Any number of clients follow them, from wherever they
/// want: the first event is number 0, as in its <c>sequence_number</c>.
/// </summary>
internal sealed class BackgroundEvents
{
    private readonly Lock _lock = new();
    private readonly List<ReadOnlyMemory<byte>> _events = [];
    private TaskCompletionSource _more = NewSignal();
    private bool _ended;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _events.Count;
            }
        }
    }

    /// <param name="text">With its empty line.</param>
    public void Add(ReadOnlyMemory<byte> text) => Change(() => _events.Add(text));

    /// <summary>No more will come.</summary>
    public void End() => Change(() => _ended = true);

    /// <summary>Writes them to their end.</summary>
    /// <param name="output">Flushed whenever there is nothing more to write at once.</param>
    /// <param name="from">The first that is wanted.</param>
    /// <param name="cancellationToken">The client is gone: the response itself goes on.</param>
    public async Task WriteAsync(Stream output, int from, CancellationToken cancellationToken)
    {
        for (var next = from; ;)
        {
            List<ReadOnlyMemory<byte>> ready;
            bool ended;
            Task more;
            lock (_lock)
            {
                ready = _events[Math.Min(next, _events.Count)..];
                (ended, more) = (_ended, _more.Task);
            }

            foreach (var text in ready)
            {
                await output.WriteAsync(text, cancellationToken);
            }

            await output.FlushAsync(cancellationToken);
            next += ready.Count;
            if (ended)
            {
                return;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            change();
            (signal, _more) = (_more, NewSignal());
        }

        signal.SetResult();
    }
}
