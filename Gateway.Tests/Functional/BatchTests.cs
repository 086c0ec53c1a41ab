using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Functional;

/// <summary>Files and batches that the gateway runs itself over its own models.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private const string OtherKey = "sk-other-key-of-the-tests";

    private readonly TemporaryFolder _data = new();
    private SimulatedFleet _fleet = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync(1);
        _gateway = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _fleet.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Every_request_is_answered_once_under_its_own_id()
    {
        var id = await CreateAsync(Lines(30));
        var done = await WhenAsync(id, "completed");
        var output = await ContentAsync(Text(done, "output_file_id")!);

        Assert.Equal((30, 30, 0), Counts(done));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"r{i}").Order(), output.Select(line => Text(line, "custom_id")).Order());
        Assert.All(output, line => Assert.Equal("chat.completion", Text(line.GetProperty("response").GetProperty("body"), "object")));
        Assert.Equal(30, _gateway.SpendLogs.All.Count(log => log.Usage.CompletionTokens == 20));
    }

    [Fact]
    public async Task Requests_that_fail_are_in_the_error_file()
    {
        var id = await CreateAsync([.. Lines(2), """{"custom_id":"bad","method":"POST","url":"/v1/chat/completions","body":{"model":"nobody","messages":[]}}"""]);
        var done = await WhenAsync(id, "completed");
        var errors = await ContentAsync(Text(done, "error_file_id")!);

        Assert.Equal((3, 2, 1), Counts(done));
        Assert.Equal(("bad", 404), (Text(errors.Single(), "custom_id"), errors.Single().GetProperty("response").GetProperty("status_code").GetInt32()));
    }

    [Fact]
    public async Task File_with_a_bad_line_fails_and_names_the_line()
    {
        var id = await CreateAsync([.. Lines(1), """{"custom_id":"r0","method":"POST","url":"/v1/chat/completions","body":{}}"""]);
        var failed = await WhenAsync(id, "failed");

        var error = failed.GetProperty("errors").GetProperty("data")[0];
        Assert.Equal(("duplicate_custom_id", 2), (Text(error, "code"), error.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Batch_goes_on_after_a_restart_and_repeats_nothing()
    {
        _fleet[0].Timing = new EngineTiming { InterTokenMs = 20 };
        var id = await CreateAsync(Lines(60));
        await _gateway.WhenAsync(() => _gateway.SpendLogs.All.Count >= 10);
        await _gateway.DisposeAsync();
        var before = _gateway.SpendLogs.All.Count(log => log.Status == 200);
        _fleet[0].Timing = new EngineTiming();

        _gateway = await StartAsync();
        var done = await WhenAsync(id, "completed");
        var output = await ContentAsync(Text(done, "output_file_id")!);

        Assert.Equal(60, output.Select(line => Text(line, "custom_id")).Distinct().Count());
        Assert.Equal(60, output.Count);
        Assert.True(before > 0);
        Assert.Equal(60 - before, _gateway.SpendLogs.All.Count(log => log.Status == 200));
    }

    [Fact]
    public async Task Batch_can_be_cancelled_and_keeps_what_is_done()
    {
        _fleet[0].Timing = new EngineTiming { InterTokenMs = 10 };
        var id = await CreateAsync(Lines(500));
        await _gateway.WhenAsync(() => _gateway.SpendLogs.All.Count >= 5);

        using var answer = await _gateway.PostAsync($"/v1/batches/{id}/cancel", "{}");
        var cancelled = await WhenAsync(id, "cancelled");

        Assert.Equal("cancelling", Text(await answer.JsonAsync(), "status"));
        Assert.InRange(Counts(cancelled).Completed, 5, 499);
        Assert.Equal(Counts(cancelled).Completed, (await ContentAsync(Text(cancelled, "output_file_id")!)).Count);
    }

    [Fact]
    public async Task Server_that_is_away_for_a_while_delays_the_batch_only()
    {
        _fleet[0].Faults = EngineFaults.OfStatus(503);
        var id = await CreateAsync(Lines(2));
        await _gateway.WhenAsync(() => _gateway.SpendLogs.All.Count >= 2);
        _fleet[0].Faults = EngineFaults.None;

        Assert.Equal((2, 2, 0), Counts(await WhenAsync(id, "completed")));
    }

    [Fact]
    public async Task Files_and_batches_of_another_key_are_not_found()
    {
        var id = await CreateAsync(Lines(1));
        var file = Text(await BatchAsync(id), "input_file_id");
        using var other = _gateway.NewClient(OtherKey);

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v1/batches/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v1/files/{file}/content")).StatusCode);
        Assert.Empty((await (await other.GetAsync("/v1/files")).JsonAsync()).GetProperty("data").EnumerateArray());
        await WhenAsync(id, "completed");
    }

    [Fact]
    public async Task File_is_listed_described_and_deleted()
    {
        var file = await UploadAsync("{}");

        Assert.Equal(file, Text((await (await _gateway.Http.GetAsync("/v1/files?purpose=batch")).JsonAsync()).GetProperty("data")[0], "id"));
        Assert.Equal(2, (await (await _gateway.Http.GetAsync($"/v1/files/{file}")).JsonAsync()).GetProperty("bytes").GetInt32());
        Assert.True((await (await _gateway.Http.DeleteAsync($"/v1/files/{file}")).JsonAsync()).GetProperty("deleted").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await _gateway.Http.GetAsync($"/v1/files/{file}")).StatusCode);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static (int Total, int Completed, int Failed) Counts(JsonElement batch)
    {
        var counts = batch.GetProperty("request_counts");
        return (counts.GetProperty("total").GetInt32(), counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32());
    }

    private static string[] Lines(int count) =>
        [.. Enumerable.Range(0, count).Select(i => $$$"""{"custom_id":"r{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"Hello {{{i}}}"}]}}""")];

    private async Task<string> CreateAsync(string[] lines)
    {
        var file = await UploadAsync(string.Join('\n', lines));
        using var response = await _gateway.PostAsync("/v1/batches", $$"""{"input_file_id":"{{file}}","endpoint":"/v1/chat/completions","completion_window":"24h"}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return Text(await response.JsonAsync(), "id")!;
    }

    private async Task<string> UploadAsync(string content)
    {
        var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        using var form = new MultipartFormDataContent { { bytes, "file", "batch.jsonl" }, { new StringContent("batch"), "purpose" } };
        using var response = await _gateway.Http.PostAsync("/v1/files", form);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return Text(await response.JsonAsync(), "id")!;
    }

    private async Task<List<JsonElement>> ContentAsync(string file) => (await _gateway.Http.GetStringAsync($"/v1/files/{file}/content"))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();

    private async Task<JsonElement> BatchAsync(string id) => await (await _gateway.Http.GetAsync($"/v1/batches/{id}")).JsonAsync();

    private async Task<JsonElement> WhenAsync(string id, string status)
    {
        for (var i = 0; ; i++)
        {
            var batch = await BatchAsync(id);
            if (Text(batch, "status") == status)
            {
                return batch;
            }

            Assert.True(i < 3_000, $"It is still {batch}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private Task<GatewayServer> StartAsync() => GatewayServer.StartAsync(
        Fleet.Config(_fleet, $"router_settings: {{ num_retries: 0 }}\ngeneral_settings: {{ rate_limit_config: {{ {OtherKey}: {{ rpm: 1000 }} }} }}\n"), dataDirectory: _data.Path);
}
