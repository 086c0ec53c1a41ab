using System.Text;
using System.Text.Json;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Forwarding;

public sealed class EditedBodyTests
{
    [Theory]
    [InlineData("""{"model":"alias","messages":[]}""", """{"model":"up","messages":[]}""")]
    [InlineData("""{ "messages" : [ 1.00, "\u00e9" ] , "unknown":{"a":1e3}, "model" : "alias" }""", """{ "messages" : [ 1.00, "\u00e9" ] , "unknown":{"a":1e3}, "model" : "up" }""")]
    [InlineData("""{"messages":[]}""", """{"model":"up","messages":[]}""")]
    [InlineData("""{"model":"alias","timeout":5,"messages":[]}""", """{"model":"up","messages":[]}""")]
    [InlineData("""{"timeout":5,"model":"alias","messages":[]}""", """{"model":"up","messages":[]}""")]
    [InlineData("""{"model":"alias","messages":[],"timeout":5}""", """{"model":"up","messages":[]}""")]
    [InlineData("""{"model":"alias","messages":[],"timeout":5,"num_retries":2}""", """{"model":"up","messages":[]}""")]
    [InlineData("""{"tags":["x"],"cache":{"ttl":1},"messages":[]}""", """{"model":"up","messages":[]}""")]
    [InlineData("""{"model":"alias","messages":[],"stream":true}""", """{"stream_options":{"include_usage":true},"model":"up","messages":[],"stream":true}""")]
    [InlineData("""{"model":"alias","messages":[],"stream":true,"stream_options":null}""", """{"model":"up","messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"alias","messages":[],"stream":true,"stream_options":{}}""", """{"model":"up","messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"alias","messages":[],"stream":true,"stream_options":{"x":1}}""", """{"model":"up","messages":[],"stream":true,"stream_options":{"include_usage":true,"x":1}}""")]
    [InlineData("""{"model":"alias","messages":[],"stream":true,"stream_options":{"include_usage":false}}""", """{"model":"up","messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"alias","messages":[],"stream":true,"stream_options":{"include_usage":true}}""", """{"model":"up","messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"alias","messages":[],"stream":false,"stream_options":{"include_usage":false}}""", """{"model":"up","messages":[],"stream":false,"stream_options":{"include_usage":false}}""")]
    public void Only_what_has_to_change_changes(string body, string upstream)
    {
        Assert.Equal(upstream, Edit(body, A.Deployment(model: "up")));
    }

    [Fact]
    public void Defaults_of_the_deployment_are_added_where_the_client_was_silent()
    {
        var deployment = A.Deployment(model: "up", defaults: [("temperature", "0.5"), ("top_k", "20")]);

        Assert.Equal("""{"top_k":20,"model":"up","temperature":0,"messages":[]}""", Edit("""{"model":"alias","temperature":0,"messages":[]}""", deployment));
    }

    [Fact]
    public void Model_name_that_needs_escaping_is_escaped()
    {
        var body = Edit("""{"model":"alias","messages":[]}""", A.Deployment(model: "a\"b\\c"));

        using var json = JsonDocument.Parse(body);
        Assert.Equal("a\"b\\c", json.RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public void Body_is_the_same_whatever_the_size_of_the_reads()
    {
        const string Body = """{"timeout":5,"messages":[{"content":"hello"}],"model":"alias","stream":true,"stream_options":{"x":1},"num_retries":1}""";
        var whole = Edit(Body, A.Deployment(model: "a-much-longer-model-name"));

        for (var size = 1; size < 40; size++)
        {
            Assert.Equal(whole, Edit(Body, A.Deployment(model: "a-much-longer-model-name"), size));
        }
    }

    [Fact]
    public void Announced_length_is_the_length()
    {
        foreach (var body in (string[])["""{"model":"alias","messages":[],"stream":true,"timeout":1}""", """{"messages":[]}"""])
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            RequestReader.Read(bytes, EndpointKind.ChatCompletions, out var facts);
            var deployment = A.Deployment(model: "up");
            var edits = new List<BodyEdit>();
            BodyEdits.Collect(edits, facts, bytes, deployment, deployment.Model);

            Assert.Equal(Edit(body, deployment).Length, BodyEdits.Length(edits, bytes.Length));
        }
    }

    private static string Edit(string body, Deployment deployment, int readSize = 4096)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.Null(RequestReader.Read(bytes, EndpointKind.ChatCompletions, out var facts));
        var edits = new List<BodyEdit>();
        BodyEdits.Collect(edits, facts, bytes, deployment, deployment.Model);
        using var copy = new MemoryStream();
        using var source = new EditedBody(bytes, edits);
        source.CopyTo(copy);
        using var whole = new MemoryStream();
        using var pieces = new EditedBody(bytes, edits);
        pieces.CopyToAsync(whole).GetAwaiter().GetResult();
        Assert.Equal(copy.ToArray(), whole.ToArray());
        using var stream = new EditedBody(bytes, edits);
        using var result = new MemoryStream();
        var buffer = new byte[readSize];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            result.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(result.ToArray());
    }
}
