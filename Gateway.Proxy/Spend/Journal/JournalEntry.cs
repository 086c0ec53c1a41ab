namespace Gateway.Proxy.Spend.Journal;

/// <summary>A spend log with the number that tells it from every other one, even from one under the same request id.</summary>
/// <param name="LogId">Random to begin with, then counted up.</param>
/// <param name="Log">The log.</param>
internal readonly record struct JournalEntry(long LogId, SpendLog Log);
