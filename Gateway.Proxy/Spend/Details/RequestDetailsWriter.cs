using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend.Details;

/// <summary>
/// Keeps what went wrong with requests, their failed attempts and the error that the client got; and prompts and answers where
/// <c>store_prompts_in_spend_logs</c> asks for them. For people who look for a cause, not for accounts: while the database is away, or when too much fails at once, some of it is left out.
/// </summary>
internal sealed partial class RequestDetailsWriter(Database database, KeyDirectoryLoader loader, ILogger<RequestDetailsWriter> logger) : BackgroundService, ISpendLogSink
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 200;
    private const int LongestMessage = 2_000;

    private const string Insert = """
        INSERT INTO request_details (request_id, started_at, error_message, attempts, trace_id, prompt, answer)
        VALUES (@id, @started, @error, @attempts, @trace, @prompt, @answer)
        ON CONFLICT DO NOTHING
        """;

    private readonly Channel<(SpendLog Log, string? TraceId)> _waiting =
        Channel.CreateBounded<(SpendLog, string?)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Record(SpendLog log)
    {
        if (log.FailedAttempts.Count > 0 || log.ErrorMessage is not null || log.Texts is { IsKept: true })
        {
            _waiting.Writer.TryWrite((log, Activity.Current is { Recorded: true } activity ? activity.TraceId.ToHexString() : null));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<(SpendLog Log, string? TraceId)>(MostAtOnce);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var item))
                {
                    batch.Add(item);
                }

                await TryWriteAsync(batch, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    // PostgreSQL takes every character but this one.
    private static string Storable(string text) => text.Replace('\0', '?');

    private async Task TryWriteAsync(List<(SpendLog Log, string? TraceId)> batch, CancellationToken cancellationToken)
    {
        try
        {
            await loader.MigrateAsync(cancellationToken);
            await database.InTransactionAsync(async (connection, transaction) =>
            {
                foreach (var (log, trace) in batch)
                {
                    await connection.ExecuteAsync(Insert, p =>
                    {
                        p.Add("id", log.RequestId);
                        p.Add("started", log.StartedAt);
                        p.Add("error", log.ErrorMessage is { Length: > LongestMessage } message ? message[..LongestMessage] : log.ErrorMessage);
                        p.Add("attempts", JsonSerializer.Serialize(log.FailedAttempts, DetailsJson.Default.IReadOnlyListFailedAttempt));
                        p.Add("trace", trace);
                        p.Add("prompt", log.Texts is { IsKept: true } prompted ? Storable(Encoding.UTF8.GetString(prompted.Prompt)) : null);
                        p.Add("answer", log.Texts is { IsKept: true } answered ? Storable(AnswerText.Of(answered)) : null);
                    }, transaction, cancellationToken);
                }

                return 0;
            }, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotKept(batch.Count, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Details of {Count} requests were not kept: {Problem}")]
    private partial void LogNotKept(int count, string problem);
}
