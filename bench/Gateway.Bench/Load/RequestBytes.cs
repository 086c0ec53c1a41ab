using System.Text;

namespace Gateway.Bench.Load;

/// <summary>A whole request as it goes over the wire, made before the clock starts.</summary>
internal static class RequestBytes
{
    public static byte[] Chat(Caller caller, int port, int chunks, int intervalMs)
    {
        // Usage is asked for, so that a gateway that must know it has nothing to add to the request or hide in the answer.
        var stream = chunks > 0 ? ""","stream":true,"stream_options":{"include_usage":true}""" : "";
        var body =
            $$"""{"model":"{{caller.Model}}","messages":[{"role":"system","content":"You are a benchmark."},{"role":"user","content":"chunks={{chunks}} interval={{intervalMs}}"}],"temperature":0.7{{stream}}}""";
        return Encoding.UTF8.GetBytes(
            "POST /v1/chat/completions HTTP/1.1\r\n" +
            $"Host: 127.0.0.1:{port}\r\n" +
            $"Authorization: Bearer {caller.Key}\r\n" +
            "Content-Type: application/json\r\n" +
            "Accept: */*\r\n" +
            "User-Agent: Gateway.Bench\r\n" +
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n" +
            body);
    }

    public static byte[] Get(string path, int port) => Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
}
