using System.Text.Json.Nodes;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Tokens;

namespace Gateway.Tests.Simulator;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("Hello, big world", "Hell|o|,| big| wor|ld")]
    [InlineData("a  b", "a| | b")]
    [InlineData("x=1;\n", "x|=|1|;|\n")]
    [InlineData("Grüße 😀", "Gr|ü|ß|e| |😀")]
    public void A_token_is_up_to_four_letters_and_digits_with_a_space_before(string text, string pieces) =>
        Assert.Equal(pieces.Split('|'), Tokenizer.Encode(text).Select(token => Tokenizer.Decode([token])));

    [Fact]
    public void Every_token_goes_back_to_its_text_and_the_count_agrees()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => char.ConvertFromUtf32(random.Next(4) switch
            {
                0 => random.Next(0x1_0000, 0x10_FFFF),
                1 => random.Next(0x80, 0xD7FF),
                _ => random.Next(0, 0x80),
            })));
            var tokens = Tokenizer.Encode(text);

            Assert.Equal(text, Tokenizer.Decode(tokens));
            Assert.Equal(tokens.Length, Tokenizer.Count(text));
            Assert.All(tokens, token => Assert.True(token >= 0));
        }
    }

    [Fact]
    public void Tokens_in_JSON_read_back_as_their_text()
    {
        Span<byte> buffer = stackalloc byte[TokenId.MaxJsonBytes];
        for (var character = 0; character < 0x800; character++)
        {
            var text = ((char)character).ToString();
            var length = TokenId.WriteJson(Tokenizer.Encode(text).Single(), buffer);

            Assert.Equal(text, (string?)JsonNode.Parse($"\"{System.Text.Encoding.UTF8.GetString(buffer[..length])}\""));
        }
    }

    [Fact]
    public async Task Tokenize_and_detokenize_are_each_others_reverse()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m", MaxModelLen = 4_096 });
        const string Text = "It's 5 o'clock — tea? \\ \"yes\"\n";

        var tokenized = await fleet[0].PostJsonAsync("/tokenize", $$"""{"model": "m", "prompt": {{JsonValue.Create(Text).ToJsonString()}}, "return_token_strs": true}""");
        var tokens = tokenized["tokens"]!.AsArray();
        var text = await fleet[0].PostJsonAsync("/detokenize", $$"""{"tokens": {{tokens.ToJsonString()}}}""");

        Assert.Equal(Text, (string?)text["prompt"]);
        Assert.Equal((int)tokenized["count"]!, tokens.Count);
        Assert.Equal(4_096, (int)tokenized["max_model_len"]!);
        Assert.Equal(Text, string.Concat(tokenized["token_strs"]!.AsArray().Select(item => (string?)item)));
    }

    [Fact]
    public async Task Usage_agrees_with_tokenize_for_prompt_and_answer()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });
        const string Messages = """[{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}]""";

        var prompt = await fleet[0].PostJsonAsync("/tokenize", $$"""{"messages": {{Messages}}}""");
        var answer = await fleet[0].PostJsonAsync("/v1/chat/completions", $$"""{"model": "m", "messages": {{Messages}}}""");
        var said = JsonValue.Create((string?)answer["choices"]![0]!["message"]!["content"])!.ToJsonString();
        var completion = await fleet[0].PostJsonAsync("/tokenize", $$"""{"prompt": {{said}}}""");

        Assert.Equal((int)prompt["count"]!, (int)answer["usage"]!["prompt_tokens"]!);
        Assert.Equal((int)completion["count"]!, (int)answer["usage"]!["completion_tokens"]!);
        Assert.True((int)prompt["count"]! > 64);
    }
}
