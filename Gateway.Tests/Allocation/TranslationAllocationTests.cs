using System.Text;
using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Providers.Anthropic;
using Gateway.Tests.Common;

namespace Gateway.Tests.Allocation;

/// <summary>A request with a picture is translated by copying the picture once, from where it came in to where it goes out.</summary>
public sealed class TranslationAllocationTests
{
    private const int Picture = 4 * 1024 * 1024;

    // The translated request itself, with some room, and little else.
    private const double Budget = 1.3 * Picture;

    [Fact]
    public void Messages_to_chat() => Held($$$"""
        {"model":"m","max_tokens":10,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{new string('A', Picture)}}}"}}]}]}
        """, request => new MessagesRequestTranslation(request, A.Deployment(), new FieldLedger(drops: false)).Write());

    [Fact]
    public void Chat_to_Anthropic() => Held($$$"""
        {"model":"m","max_tokens":10,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{new string('A', Picture)}}}"}}]}]}
        """, request => new ChatRequestTranslation(request, null, new FieldLedger(drops: false)).Write());

    private static void Held(string json, Func<JsonElement, ReadOnlyMemory<byte>> translate)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        translate(document.RootElement);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var translated = translate(document.RootElement);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(translated.Length > Picture);
        Assert.InRange(allocated, Picture, Budget);
    }
}
