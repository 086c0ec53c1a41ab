using System.Diagnostics;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Spend.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Gateway.Tests.Proxy.Spend;

public sealed class SpendJournalTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-journal-").FullName;

    [Fact]
    public void Record_comes_back_as_it_was()
    {
        var logs = Enumerable.Range(0, 50).Select(i => SpendLogs.Number(i)).ToList();

        var read = Read(Write(logs));

        Assert.Equal(logs.Select(Describe), read.Select(entry => Describe(entry.Log)));
        Assert.Equal(50, read.Select(entry => entry.LogId).Distinct().Count());
    }

    [Fact]
    public void Record_of_a_version_that_knew_no_sessions_is_read()
    {
        Span<byte> bytes = new byte[JournalFormat.LongestRecord];
        var length = SpendLogCodec.Write(bytes, 7, SpendLogs.Number(1) with { SessionId = null });

        // A text that is not there takes its length alone.
        var read = SpendLogCodec.Read(bytes[..(length - sizeof(ushort))], new TextPool());

        Assert.Equal(Describe(SpendLogs.Number(1)), Describe(read.Log));
    }

    [Fact]
    public void Segment_that_ends_anywhere_gives_its_whole_records_and_no_other()
    {
        var path = Write(Enumerable.Range(0, 3).Select(i => SpendLogs.Number(i)));
        var whole = File.ReadAllBytes(path);
        var ends = Ends(whole);

        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var expected = ends.Count(end => end <= length);
            Assert.Equal(expected, Read(path).Count);
        }
    }

    [Fact]
    public void Record_with_a_flipped_bit_is_left_out_and_counted()
    {
        var path = Write(Enumerable.Range(0, 3).Select(i => SpendLogs.Number(i)));
        var bytes = File.ReadAllBytes(path);
        bytes[Ends(bytes)[0] + 20] ^= 0x10;
        File.WriteAllBytes(path, bytes);

        using var reader = SegmentReader.TryOpen(path)!;
        var entries = new List<JournalEntry>();
        reader.Read(entries, 10);

        Assert.Equal(["request-0", "request-2"], entries.Select(entry => entry.Log.RequestId));
        Assert.Equal((1, 0), (reader.Damaged, reader.Torn));
    }

    [Fact]
    public void What_no_database_takes_is_cut_or_replaced()
    {
        var log = SpendLogs.Number(1) with { RequestedModel = new string('ä', 10_000), EndUser = "a\0b\ud800c", Cost = double.NaN, Tags = [.. Enumerable.Range(0, 100).Select(i => new string('t', 500) + i)] };

        var read = Assert.Single(Read(Write([log]))).Log;

        Assert.Equal((new string('ä', 128), "a?b\ufffdc", 0), (read.RequestedModel, read.EndUser, read.Cost));
        Assert.Equal((32, 128), (read.Tags.Count, read.Tags[0].Length));
    }

    [Fact]
    public void Active_segment_is_left_alone_by_another_gateway()
    {
        using var journal = Journal();
        journal.Record(SpendLogs.Number(1));
        var path = Assert.Single(SegmentFiles.In(journal.Folder)).FullName;

        Assert.Null(SegmentReader.TryOpen(path));
        journal.Seal();
        Assert.Single(Read(path));
    }

    [Fact]
    public void Segment_of_a_killed_process_gives_every_record_that_was_taken()
    {
        using var journal = Journal();
        for (var i = 0; i < 20; i++)
        {
            journal.Record(SpendLogs.Number(i));
        }

        // As a kill leaves it: not closed, its unused end still there. .NET itself would respect the lock.
        var left = Path.Combine(_directory, "left.journal");
        using (var copy = Process.Start("cp", [Assert.Single(SegmentFiles.In(journal.Folder)).FullName, left]))
        {
            copy.WaitForExit();
        }

        using var reader = SegmentReader.TryOpen(left)!;
        var entries = new List<JournalEntry>();
        reader.Read(entries, int.MaxValue);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"request-{i}"), entries.Select(entry => entry.Log.RequestId));
        Assert.Equal((0, 0), (reader.Damaged, reader.Torn));
    }

    [Fact]
    public void Full_segment_is_followed_by_another()
    {
        using var journal = Journal();
        for (var i = 0; i < 5_000; i++)
        {
            journal.Record(SpendLogs.Number(i));
        }

        journal.Seal();

        var segments = SegmentFiles.In(journal.Folder);
        Assert.True(segments.Count > 1);
        Assert.Equal(5_000, segments.Sum(segment => Read(segment.FullName).Count));
    }

    [Fact]
    public void Journal_that_cannot_be_written_holds_logs_in_memory_up_to_a_limit()
    {
        File.WriteAllText(Path.Combine(_directory, "spend-journal"), "a file where the folder should be");
        using var journal = Journal();

        for (var i = 0; i < 10_005; i++)
        {
            journal.Record(SpendLogs.Number(i));
        }

        Assert.Equal((10_005, 5), (journal.Recorded, journal.Lost));
        Assert.Equal(10_000, journal.TakeOverflow().Count);
    }

    [Fact]
    public void Recording_is_cheap()
    {
        const int Count = 50_000;
        using var journal = Journal();
        var log = SpendLogs.Number(2);
        for (var i = 0; i < 5_000; i++)
        {
            journal.Record(log);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            journal.Record(log);
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Count;
        output.WriteLine($"{elapsed.TotalNanoseconds / Count:0} ns and {bytes:0.0} bytes allocated a record, {SegmentFiles.In(journal.Folder).Sum(file => file.Length) / (Count + 5_000)} bytes on disk");
        Assert.InRange(bytes, 0, 8);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private SpendJournal Journal() => new(new GatewayOptions { DataDirectory = _directory }, TimeProvider.System, NullLogger<SpendJournal>.Instance);

    private string Write(IEnumerable<SpendLog> logs)
    {
        using var journal = Journal();
        foreach (var log in logs)
        {
            journal.Record(log);
        }

        return Assert.Single(SegmentFiles.In(journal.Folder)).FullName;
    }

    private static List<JournalEntry> Read(string path)
    {
        using var reader = SegmentReader.TryOpen(path)!;
        var entries = new List<JournalEntry>();
        reader.Read(entries, int.MaxValue);
        return entries;
    }

    // Where each record ends.
    private static List<int> Ends(byte[] segment)
    {
        var ends = new List<int>();
        for (var at = JournalFormat.Header.Length; at < segment.Length;)
        {
            at += JournalFormat.FrameSize + BitConverter.ToInt32(segment, at);
            ends.Add(at);
        }

        return ends;
    }

    // A record's equality does not look into the list of tags.
    private static string Describe(SpendLog log) => $"{log with { Tags = [] }} {string.Join('|', log.Tags)}";
}
