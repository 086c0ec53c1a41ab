using System.Text;
using Gateway.Proxy.OpenAI;

namespace Gateway.Tests.Proxy.OpenAI;

public sealed class RequestReaderTests
{
    [Fact]
    public void Facts_are_found_wherever_they_stand_in_the_body()
    {
        var facts = Read("""
            {"messages":[{"role":"user","content":"hi","model":"not this one"}], "stream" : true, "n":3,
             "max_tokens": 7, "user":"u-1", "model": "gpt-oss-120b", "stream_options":{"include_usage":true}}
            """);

        Assert.Equal("gpt-oss-120b", facts.Model);
        Assert.True(facts.Stream);
        Assert.Equal(3, facts.Choices);
        Assert.Equal(7, facts.MaxTokens);
        Assert.Equal("u-1", facts.EndUser);
        Assert.Equal(StreamOptionsFact.UsageOn, facts.StreamOptions);
    }

    [Fact]
    public void Model_range_covers_the_value_with_its_quotes()
    {
        const string Body = """{"messages":[], "model" :  "a\u0062c" }""";

        var facts = Read(Body);

        Assert.Equal("abc", facts.Model);
        Assert.Equal("\"a\\u0062c\"", Body[facts.ModelRange.Start..facts.ModelRange.End]);
    }

    [Fact]
    public void Field_name_written_with_escapes_is_the_same_field()
    {
        Assert.Equal("x", Read("""{"mod\u0065l":"x","messages":[]}""").Model);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[1]", "start with '{'")]
    [InlineData("{\"model\":\"x\"", "")]
    [InlineData("{\"model\":\"x\",\"messages\":[]} trailing", "")]
    [InlineData("not json", "")]
    [InlineData("{\"model\":\"x\",\"messages\":[],}", "")]
    public void Body_that_is_no_JSON_object_is_refused_naming_the_body(string body, string says)
    {
        var error = RequestReader.Read(Encoding.UTF8.GetBytes(body), EndpointKind.ChatCompletions, out _);

        Assert.Equal((400, "request_body"), (error?.Status ?? 0, error?.Param));
        Assert.Contains(says, error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":1,"messages":[]}""", "model")]
    [InlineData("""{"model":null,"messages":[]}""", "model")]
    [InlineData("""{"model":"a","model":"b","messages":[]}""", "model")]
    [InlineData("""{"model":"a","mod\u0065l":"b","messages":[]}""", "model")]
    [InlineData("""{"model":"a","stream":"yes","messages":[]}""", "stream")]
    [InlineData("""{"model":"a","stream":true,"stream":false,"messages":[]}""", "stream")]
    [InlineData("""{"model":"a","messages":[],"num_retries":-1}""", "num_retries")]
    [InlineData("""{"model":"a","messages":[],"timeout":0}""", "timeout")]
    [InlineData("""{"model":"a","messages":[],"timeout":"soon"}""", "timeout")]
    [InlineData("""{"model":"a","messages":[],"fallbacks":"b"}""", "fallbacks")]
    [InlineData("""{"model":"a","messages":[],"fallbacks":[{"messages":[]}]}""", "fallbacks")]
    [InlineData("""{"model":"a"}""", "messages")]
    [InlineData("""{"model":"a","messages":null}""", "messages")]
    public void Field_of_the_wrong_kind_is_refused_by_name(string body, string field)
    {
        var error = RequestReader.Read(Encoding.UTF8.GetBytes(body), EndpointKind.ChatCompletions, out _);

        Assert.Equal((400, field), (error?.Status ?? 0, error?.Param));
    }

    [Theory]
    [InlineData(nameof(EndpointKind.Completions), "prompt")]
    [InlineData(nameof(EndpointKind.Embeddings), "input")]
    [InlineData(nameof(EndpointKind.Rerank), "query")]
    [InlineData(nameof(EndpointKind.Moderations), "input")]
    public void Endpoint_without_its_input_is_refused_by_name(string kind, string field)
    {
        var error = RequestReader.Read("""{"model":"a"}"""u8, Enum.Parse<EndpointKind>(kind), out _);

        Assert.Equal(field, error?.Param);
    }

    [Fact]
    public void Overrides_of_the_request_are_read()
    {
        var overrides = Read("""
            {"model":"a","messages":[],"num_retries":5,"timeout":1.5,"stream_timeout":0.25,"disable_fallbacks":true,
             "fallbacks":["b",{"model":"c"}],"mock_response":"hello","mock_testing_fallbacks":true}
            """).Overrides;

        Assert.Equal(5, overrides.NumRetries);
        Assert.Equal(TimeSpan.FromSeconds(1.5), overrides.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(0.25), overrides.StreamTimeout);
        Assert.True(overrides.DisableFallbacks);
        Assert.Equal(["b", "c"], overrides.Fallbacks);
        Assert.Equal("hello", overrides.MockResponse);
        Assert.True(overrides.MockTestingFallbacks);
    }

    [Theory]
    [InlineData("""{"model":"a","messages":[],"tags":["x","y"]}""")]
    [InlineData("""{"model":"a","messages":[],"metadata":{"k":{"tags":["no"]},"tags":["x","y"],"z":1}}""")]
    [InlineData("""{"model":"a","messages":[],"tags":["x","y"],"metadata":{"tags":["other"]}}""")]
    public void Tags_are_read_from_both_of_their_places(string body)
    {
        Assert.Equal(["x", "y"], Read(body).Overrides.Tags);
    }

    [Fact]
    public void Metadata_with_odd_tags_is_left_alone_and_what_follows_is_read()
    {
        var facts = Read("""{"metadata":{"tags":[1,{"a":[2]},"x"],"b":2},"messages":[],"model":"a"}""");

        Assert.Empty(facts.Overrides.Tags);
        Assert.Equal("a", facts.Model);
    }

    [Fact]
    public void Mutated_bodies_never_throw()
    {
        const string Good = """{"model":"a","messages":[{"role":"user","content":"hé"}],"stream":true,"stream_options":{"include_usage":false},"metadata":{"tags":["x",1]},"timeout":5,"n":2}""";
        var random = new Random(1);
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var i = 0; i < 20_000; i++)
        {
            var mutated = bytes.AsSpan(0, random.Next(bytes.Length + 1)).ToArray();
            for (var j = 0; j < random.Next(4) && mutated.Length > 0; j++)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            var error = RequestReader.Read(mutated, EndpointKind.ChatCompletions, out var facts);

            Assert.True(error is not null || facts.Model is null || facts.ModelRange.End <= mutated.Length);
        }
    }

    private static RequestFacts Read(string body)
    {
        Assert.Null(RequestReader.Read(Encoding.UTF8.GetBytes(body), EndpointKind.ChatCompletions, out var facts));
        return facts;
    }
}
