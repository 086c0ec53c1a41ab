using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Simulator;
using Gateway.Tests.Functional;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Scripts;

/// <summary>The gateway as a process that is told to stop while people use it.</summary>
public sealed class RollingRestartTests : IAsyncLifetime
{
    private const string Key = "sk-rolling-restart";
    private const string Streamed = """{"model":"m","stream":true,"max_tokens":20,"ignore_eos":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string Whole = """{"model":"m","max_tokens":20,"messages":[{"role":"user","content":"Hello"}]}""";

    private readonly TemporaryFolder _folder = new();
    private SimulatedFleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync(2);
        _folder.Write("config.yaml", Fleet.Config(_fleet));
    }

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task After_the_signal_requests_are_served_for_a_while_and_balancers_are_told_to_look_elsewhere()
    {
        var port = FreePort.Next();
        await using var gateway = Start(port, delay: 600);
        using var http = Client(port);
        await Eventually.AnswersAsync(new Uri($"http://127.0.0.1:{port}/health/readiness"));

        await gateway.SignalAsync("TERM");
        await Eventually.TrueAsync(async () => (await http.GetAsync("/health/readiness")).StatusCode == HttpStatusCode.ServiceUnavailable);
        using var answer = await PostAsync(http, Whole);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
    }

    [Fact]
    public async Task Two_gateways_restarted_one_after_the_other_under_load_fail_no_request()
    {
        int[] ports = [FreePort.Next(), FreePort.Next()];
        var gateways = ports.Select(port => Start(port, delay: 2)).ToArray();
        foreach (var port in ports)
        {
            await Eventually.AnswersAsync(new Uri($"http://127.0.0.1:{port}/health/readiness"));
        }

        using var stop = new CancellationTokenSource();
        var ready = new[] { true, true };
        var probes = Enumerable.Range(0, ports.Length).Select(i => ProbeUntilAsync(ports[i], isReady => ready[i] = isReady, stop.Token)).ToArray();
        var clients = Enumerable.Range(0, 8).Select(i => Task.Run(() => AskUntilAsync(ports, ready, i % 2 == 0 ? Streamed : Whole, i, stop.Token))).ToArray();
        for (var i = 0; i < ports.Length; i++)
        {
            await gateways[i].SignalAsync("TERM");
            Assert.Equal(0, (await gateways[i].ExitAsync()).ExitCode);
            await gateways[i].DisposeAsync();
            gateways[i] = Start(ports[i], delay: 2);
            await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref ready[i])));
        }

        await stop.CancelAsync();
        var answered = await Task.WhenAll(clients);
        await Task.WhenAll(probes);
        Assert.All(answered, count => Assert.True(count > 10));
        foreach (var gateway in gateways)
        {
            await gateway.DisposeAsync();
        }
    }

    private RunningProgram Start(int port, int delay) => GatewayPrograms.Proxy(
        _folder,
        ["--port", $"{port}", "--host", "127.0.0.1"],
        ("LITELLM_MASTER_KEY", Key),
        ("GATEWAY_SHUTDOWN_DELAY_SECONDS", $"{delay}"));

    private static HttpClient Client(int port)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return http;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string body) =>
        http.PostAsync("/v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"));

    // As a balancer: asks for readiness …
    private static async Task ProbeUntilAsync(int port, Action<bool> tell, CancellationToken stop)
    {
        using var http = Client(port);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await http.GetAsync("/health/readiness", CancellationToken.None);
                tell(answer.IsSuccessStatusCode);
            }
            catch (HttpRequestException)
            {
                tell(false);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    // … and sends in turns to those that are ready. Whatever goes wrong fails the test.
    private static async Task<int> AskUntilAsync(int[] ports, bool[] ready, string body, int turn, CancellationToken stop)
    {
        var clients = Array.ConvertAll(ports, Client);
        var answered = 0;
        while (!stop.IsCancellationRequested)
        {
            turn++;
            var chosen = Volatile.Read(ref ready[turn % 2]) ? turn % 2 : (turn + 1) % 2;
            using var answer = await PostAsync(clients[chosen], body);
            var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            Assert.True(answer.IsSuccessStatusCode, text);
            Assert.True(body != Streamed || text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal), text);
            answered++;
        }

        Array.ForEach(clients, client => client.Dispose());
        return answered;
    }
}
