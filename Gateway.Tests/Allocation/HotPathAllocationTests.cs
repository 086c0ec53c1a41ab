using System.Text;
using Gateway.Tests.Functional;
using Xunit.Abstractions;

namespace Gateway.Tests.Allocation;

/// <summary>The budgets of docs/architecture.md: bytes allocated by the gateway beyond what a bare forwarder allocates for the same traffic.</summary>
[Collection(AllocationCollection.Name)]
public sealed class HotPathAllocationTests(ITestOutputHelper output)
{
    private const int BytesARequest = 6 * 1024;
    private const int Rounds = 12;

    // Streams differ by some bytes from run to run (timers, socket batches); a real allocation a chunk would be 24 bytes at the least.
    private const double BytesAChunk = 12;

    [Fact]
    public async Task Request_allocates_less_than_its_budget_beyond_a_bare_forwarder()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "general_settings: { rate_limit_config: { key: { rpm: 1000000, tpm: 1000000000 } } }\n"));
        await using var bare = await BareForwarder.StartAsync(fleet["a"].Address);
        using var throughGateway = gateway.NewClient("key");
        using var throughBare = new HttpClient { BaseAddress = bare.Address };

        var gatewayBytes = await MeasureAsync(() => PostAsync(throughGateway, ""), 400);
        var bareBytes = await MeasureAsync(() => PostAsync(throughBare, ""), 400);

        output.WriteLine($"{gatewayBytes:0} bytes a request, a bare forwarder {bareBytes:0}");
        Assert.InRange(gatewayBytes - bareBytes, -10_000, BytesARequest);
    }

    [Fact]
    public async Task Chunk_of_a_stream_allocates_nothing_beyond_a_bare_forwarder()
    {
        const int Short = 100;
        const int Long = 2_100;
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        await using var bare = await BareForwarder.StartAsync(fleet["a"].Address);
        using var throughBare = new HttpClient { BaseAddress = bare.Address };

        var gatewayChunk = await ChunkAsync(gateway.Http);
        var bareChunk = await ChunkAsync(throughBare);

        output.WriteLine($"{gatewayChunk:0.0} bytes a chunk, a bare forwarder {bareChunk:0.0}");
        Assert.InRange(gatewayChunk - bareChunk, -1_000, BytesAChunk);

        async Task<double> ChunkAsync(HttpClient client)
        {
            var few = await MeasureAsync(() => PostAsync(client, Stream(Short)), 30);
            var many = await MeasureAsync(() => PostAsync(client, Stream(Long)), 30);
            return (many - few) / (Long - Short);
        }

        static string Stream(int tokens) => $",\"stream\":true,\"ignore_eos\":true,\"min_tokens\":{tokens},\"max_tokens\":{tokens}";
    }

    // The smallest of several rounds: what the runtime and the writer of spend logs do in between only ever adds.
    private static async Task<double> MeasureAsync(Func<Task> request, int requests)
    {
        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < requests; i++)
            {
                await request();
            }

            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)requests);
        }

        return least;
    }

    private static async Task PostAsync(HttpClient client, string more)
    {
        var body = $$"""{"model":"m","messages":[{"role":"user","content":"Hello"}]{{more}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }
}
