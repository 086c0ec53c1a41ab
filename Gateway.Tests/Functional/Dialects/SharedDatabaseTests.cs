using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Scripts;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>Two gateways on one PostgreSQL: what one keeps, the other knows.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SharedDatabaseTests(PostgresServer postgres)
{
    [Fact]
    public async Task Response_is_gone_on_with_read_and_deleted_on_another_replica()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await GatewayServer.StartAsync(Fleet.Config(fleet), databaseUrl: url);
        await using var two = await GatewayServer.StartAsync(Fleet.Config(fleet), databaseUrl: url);
        await Task.WhenAll(one.PollAsync(), two.PollAsync());

        using var first = await one.PostAsync("/v1/responses", """{"model":"m","input":"Hello"}""");
        var id = (await first.JsonAsync()).GetProperty("id").GetString();
        using var second = await two.PostAsync("/v1/responses", $$"""{"model":"m","input":"And then?","previous_response_id":"{{id}}"}""");
        var next = (await second.JsonAsync()).GetProperty("id").GetString();
        using var third = await one.PostAsync("/v1/responses", $$"""{"model":"m","input":"And then?","previous_response_id":"{{next}}"}""");

        Assert.True(third.IsSuccessStatusCode, await third.Content.ReadAsStringAsync());
        Assert.Equal(5, fleet[0].LastRequest.Json().GetProperty("messages").GetArrayLength());
        Assert.Equal(id, (await (await two.Http.GetAsync($"/v1/responses/{id}")).JsonAsync()).GetProperty("id").GetString());
        Assert.True((await (await two.Http.DeleteAsync($"/v1/responses/{id}")).JsonAsync()).GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task Batch_is_run_once_by_one_of_two_replicas()
    {
        var url = await postgres.NewDatabaseAsync();
        using var data = new TemporaryFolder();
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await GatewayServer.StartAsync(Fleet.Config(fleet), databaseUrl: url, filesDirectory: data.Path);
        await using var two = await GatewayServer.StartAsync(Fleet.Config(fleet), databaseUrl: url, filesDirectory: data.Path);
        await Task.WhenAll(one.PollAsync(), two.PollAsync());

        var lines = Enumerable.Range(0, 20).Select(i => $$$"""{"custom_id":"r{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"x"}] } }""");
        var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        using var form = new MultipartFormDataContent { { bytes, "file", "batch.jsonl" }, { new StringContent("batch"), "purpose" } };
        using var upload = await one.Http.PostAsync("/v1/files", form);
        var file = (await upload.JsonAsync()).GetProperty("id").GetString();
        using var made = await two.PostAsync("/v1/batches", $$"""{"input_file_id":"{{file}}","endpoint":"/v1/chat/completions","completion_window":"24h"}""");
        var id = (await made.JsonAsync()).GetProperty("id").GetString();

        await one.WhenAsync(() => fleet[0].Counters.Received >= 20 && one.InFlight + two.InFlight == 0);
        var batch = "";
        for (var i = 0; i < 1_000 && !batch.Contains("\"completed_at\":1", StringComparison.Ordinal); i++)
        {
            batch = await one.Http.GetStringAsync($"/v1/batches/{id}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Assert.Contains("\"completed\":20", batch, StringComparison.Ordinal);
        Assert.Equal(20, fleet[0].Counters.Received);
    }
}
