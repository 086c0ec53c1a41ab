using System.Text;
using Gateway.Proxy.OpenAI;

namespace Gateway.Tests.Proxy.OpenAI;

public sealed class MultipartReaderTests
{
    [Theory]
    [InlineData("name=\"model\"")]
    [InlineData("name=model")]
    public void Model_is_found_with_and_without_quotes(string name)
    {
        var body = $"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n\r\nRIFF\r\n--B\r\nContent-Disposition: form-data; {name}\r\n\r\nwhisper\r\n--B--\r\n";

        var facts = Read(body, "multipart/form-data; boundary=B");

        Assert.Equal("whisper", facts.Model);
        Assert.Equal("whisper", body[facts.ModelRange.Start..facts.ModelRange.End]);
    }

    [Fact]
    public void Boundary_may_be_quoted()
    {
        Assert.True(Read("--x y\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n1\r\n--x y--", "multipart/form-data; boundary=\"x y\"").IsMultipart);
    }

    [Theory]
    [InlineData("application/json", "request_body")]
    [InlineData("multipart/form-data", "request_body")]
    [InlineData(null, "request_body")]
    [InlineData("multipart/form-data; boundary=B", "file")]
    public void What_is_missing_is_named(string? contentType, string param)
    {
        Assert.Equal(param, MultipartReader.Read("--B\r\n\r\n--B--"u8, contentType, out _)?.Param);
    }

    [Fact]
    public void Mutated_bodies_never_throw()
    {
        var good = Encoding.UTF8.GetBytes("--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nRIFF\r\n--B\r\nContent-Disposition: form-data; name=model\r\n\r\nw\r\n--B--\r\n");
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var mutated = good.AsSpan(0, random.Next(good.Length + 1)).ToArray();
            if (mutated.Length > 0)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            MultipartReader.Read(mutated, "multipart/form-data; boundary=B", out var facts);

            Assert.InRange(facts.ModelRange.End, 0, mutated.Length);
        }
    }

    private static RequestFacts Read(string body, string contentType)
    {
        Assert.Null(MultipartReader.Read(Encoding.UTF8.GetBytes(body), contentType, out var facts));
        return facts;
    }
}
