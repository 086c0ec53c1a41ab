using Gateway.Proxy.Spend.Journal;

namespace Gateway.Proxy.Spend;

/// <summary>
/// Requests come before rows: while many requests are coming in, the writer takes half a hundredth of a core, and more the longer
/// the journal gets, all of it at <see cref="LongestBacklog"/>. When they are few it does not rest at all, but gives way while it works:
/// on two processors, a batch in one go is what the hundredth request waits for.
/// </summary>
internal sealed class WriterPace(SpendJournal journal, TimeProvider time)
{
    // Less than a hundredth, so that the hundredth request does not wait for it.
    private const double LeastShare = 0.005;

    /// <summary>Bytes; about half a million requests.</summary>
    private const long LongestBacklog = 256 * 1024 * 1024;

    /// <summary>Requests a second that one core can serve and store without anybody noticing.</summary>
    private const double Busy = 1_000;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private long _recorded;
    private long _lookedAt;

    /// <param name="worked">How long the last batch took.</param>
    /// <param name="backlog">Bytes in the journal that are still to be stored.</param>
    /// <param name="cancellationToken">Ends the rest.</param>
    public async Task RestAsync(TimeSpan worked, long backlog, CancellationToken cancellationToken)
    {
        for (var rest = Rest(worked, backlog); rest > TimeSpan.Zero && IsBusy(); rest -= s_look)
        {
            await Task.Delay(rest < s_look ? rest : s_look, time, cancellationToken);
        }
    }

    /// <param name="backlog">Bytes in the journal that are still to be stored.</param>
    public static bool GivesWay(long backlog) => backlog < LongestBacklog;

    public static TimeSpan Rest(TimeSpan worked, long backlog) => worked * ((1 / Math.Min(1, LeastShare + ((double)backlog / LongestBacklog))) - 1);

    // Since the last look.
    private bool IsBusy()
    {
        var (recorded, now) = (journal.Recorded, time.GetTimestamp());
        var busy = recorded - _recorded > Busy * time.GetElapsedTime(_lookedAt, now).TotalSeconds;
        (_recorded, _lookedAt) = (recorded, now);
        return busy;
    }
}
