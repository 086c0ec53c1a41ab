using System.Text;
using Gateway.Proxy.Spend;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxy.Spend;

public sealed class LastByteStreamTests
{
    [Theory]
    [InlineData(10, "12345|67890", "12345")]
    [InlineData(10, "1234567890", "")]
    [InlineData(10, "12345|6789", null)]
    [InlineData(null, "data: {}\n\n|data: [DONE]\n\n", "data: {}\n\n")]
    [InlineData(null, "data: {}\n\ndata: [DONE]\n\n", "")]
    [InlineData(null, "data: {}\n\n|data: {\"text\":\"[DONE]\"}\n\n", null)]
    public async Task End_is_told_before_the_last_bytes_go_out(int? length, string writes, string? outByThen)
    {
        var context = new DefaultHttpContext();
        context.Response.ContentLength = length;
        using var body = new MemoryStream();
        string? seen = null;
        var times = 0;
        await using var stream = new LastByteStream(context.Response, body, null, null, () =>
        {
            seen = Encoding.UTF8.GetString(body.ToArray());
            times++;
        });

        foreach (var write in writes.Split('|'))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(write));
            await stream.FlushAsync();
        }

        Assert.Equal((outByThen, outByThen is null ? 0 : 1), (seen, times));
        Assert.Equal(writes.Replace("|", "", StringComparison.Ordinal), Encoding.UTF8.GetString(body.ToArray()));
    }
}
