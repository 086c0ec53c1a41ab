using Gateway.Proxy.Configuration;
using Gateway.Proxy.Pricing;
using Gateway.Tests.Functional;
using Gateway.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxy.Pricing;

public sealed class PriceMapDownloadTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-prices-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly CapturedLogs _logs = new();
    private WebApplication _server = null!;
    private string _answer = """{"x": {"input_cost_per_token": 2}}""";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _server = builder.Build();
        _server.MapGet("/prices.json", (HttpContext http) => http.Response.WriteAsync(_answer));
        await _server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Good_map_is_in_force_at_once_and_after_a_restart_without_the_server()
    {
        var book = new PriceBook(PriceMap.BuiltIn);
        var changes = 0;
        book.Changed += () => changes++;
        using (var download = Download(book))
        {
            Assert.True(await download.RefreshAsync(CancellationToken.None));
        }

        Assert.Equal((2, 1), (PriceOf(book, "x"), changes));
        Assert.True(PriceOf(book, "gpt-oss-120b") > 0);

        await _server.StopAsync();
        var later = new PriceBook(PriceMap.BuiltIn);
        using var again = Download(later);
        await again.StartAsync(CancellationToken.None);
        Assert.Equal(2, PriceOf(later, "x"));
        await again.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"x\": {\"input_cost_per_token\": 3}")]
    public async Task Bad_map_is_told_and_changes_nothing(string bad)
    {
        var book = new PriceBook(PriceMap.BuiltIn);
        using var download = Download(book);
        Assert.True(await download.RefreshAsync(CancellationToken.None));
        _answer = bad;

        Assert.False(await download.RefreshAsync(CancellationToken.None));

        Assert.Equal(2, PriceOf(book, "x"));
        Assert.Contains("cannot be used, prices stay as they are", _logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _logs.Text, StringComparison.Ordinal);
        Assert.Contains("\"input_cost_per_token\": 2", await File.ReadAllTextAsync(Path.Combine(_directory, "model_prices.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_that_is_too_large_is_not_taken()
    {
        var book = new PriceBook(PriceMap.BuiltIn);
        using var download = Download(book);
        _answer = "{\"x\": {\"input_cost_per_token\": 3}" + new string(' ', 33 * 1024 * 1024) + "}";

        Assert.False(await download.RefreshAsync(CancellationToken.None));

        Assert.Equal(0, PriceOf(book, "x"));
        Assert.Empty(Directory.GetFiles(_directory));
    }

    private PriceMapDownload Download(PriceBook book)
    {
        var factory = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        return new PriceMapDownload(new Uri($"http://127.0.0.1:{_port}/prices.json?token=secret"), _directory, book, TimeProvider.System, factory.CreateLogger<PriceMapDownload>());
    }

    private static double PriceOf(PriceBook book, string model) =>
        book.For(new ModelEntry { ModelName = model, LitellmParams = new LitellmParams { Model = $"openai/{model}" } }, "openai", model, new LitellmSettings()).InputPerToken;
}
