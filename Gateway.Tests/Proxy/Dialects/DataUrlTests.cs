using System.Text;
using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Providers.Anthropic;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Dialects;

public sealed class DataUrlTests
{
    [Theory]
    [InlineData("data:image/png;base64,AAAA", "image/png", "AAAA")]
    [InlineData("data:image\\/png;base64,AA\\/A", "image/png", "AA/A")]
    [InlineData("DATA:text/csv;charset=utf-8;BASE64,AAAA", "text/csv", "AAAA")]
    public void Picture_goes_to_Anthropic_whole_however_it_is_escaped(string url, string mediaType, string data)
    {
        using var request = JsonDocument.Parse($$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"{{{url}}}"}]}]}""");
        using var translated = JsonDocument.Parse(new ChatRequestTranslation(request.RootElement, null, new FieldLedger(drops: false)).Write());

        var source = translated.RootElement.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("source");
        Assert.Equal((mediaType, data), (source.GetProperty("media_type").GetString(), source.GetProperty("data").GetString()));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(32 * 1024)]
    [InlineData(100_000)]
    public void Picture_of_a_message_goes_to_a_chat_whole(int length)
    {
        var data = string.Concat(Enumerable.Range(0, length).Select(i => (char)('A' + (i % 26))));
        using var request = JsonDocument.Parse($$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{data}}}"}}]}]}""");
        var chat = new MessagesRequestTranslation(request.RootElement, A.Deployment(), new FieldLedger(drops: false)).Write();

        Assert.Contains($"\"url\":\"data:image/png;base64,{data}\"", Encoding.UTF8.GetString(chat.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.org/a.png")]
    [InlineData("data:,plain")]
    public void Other_addresses_have_no_head(string url) => Assert.False(DataUrl.TryParse(Encoding.UTF8.GetBytes(url), out _, out _));
}
