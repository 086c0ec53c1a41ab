using System.Text.Json;

namespace Gateway.Proxy.Pricing;

/// <summary>
/// The price map of an http(s) address: fetched in the background, so that the start does not wait for it, and again once a day. The
/// last good one is kept in the data directory and is in force from the start; one that cannot be used changes nothing.
/// </summary>
internal sealed partial class PriceMapDownload(Uri address, string dataDirectory, PriceBook book, TimeProvider time, ILogger<PriceMapDownload> logger) : BackgroundService
{
    // LiteLLM's own file has about one megabyte.
    private const int LargestMap = 32 * 1024 * 1024;

    private static readonly TimeSpan s_interval = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMinutes(10);

    private readonly string _kept = Path.Combine(dataDirectory, "model_prices.json");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = LargestMap };

    // Without its query and user: they may hold a token.
    private readonly string _shown = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        UseKept();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>False: the map could not be had, and the prices are those from before.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            var json = await _http.GetByteArrayAsync(address, cancellationToken);
            var map = PriceMap.Over(PriceMap.BuiltIn, new MemoryStream(json));
            await KeepAsync(json, cancellationToken);
            book.Use(map);
            LogTaken(_shown, map.Count);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException or UnauthorizedAccessException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnusable(_shown, exception.Message);
            return false;
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await RefreshAsync(stoppingToken) ? s_interval : s_retryAfter, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private void UseKept()
    {
        if (!File.Exists(_kept))
        {
            return;
        }

        try
        {
            book.Use(PriceMap.Load(_kept));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            LogUnusable(_kept, exception.Message);
        }
    }

    // Beside it and then moved, so that a kill leaves no half of a map.
    private async Task KeepAsync(byte[] json, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataDirectory);
        var beside = _kept + ".new";
        await File.WriteAllBytesAsync(beside, json, cancellationToken);
        File.Move(beside, _kept, overwrite: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Prices are those of {Location} ({Count} models)")]
    private partial void LogTaken(string location, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "LITELLM_MODEL_COST_MAP_URL: {Location} cannot be used, prices stay as they are: {Problem}")]
    private partial void LogUnusable(string location, string problem);
}
