using System.Text;

namespace Gateway.Tests.Common;

/// <summary>
/// Of an ExportTraceServiceRequest (opentelemetry-proto, trace/v1) what the tests look at, by field numbers:
/// <code>
/// request      { 1: resource_spans { 1: resource { 1: attribute }, 2: scope_spans { 2: span } } }
/// span         { 1: trace_id, 2: span_id, 4: parent_span_id, 5: name, 9: attribute }
/// attribute    { 1: key, 2: value { 1: string } }
/// </code>
/// </summary>
internal static class OtlpTraces
{
    public static IEnumerable<ReceivedSpan> Read(byte[] request) =>
        from resourceSpans in Fields(request, 1)
        let service = Fields(resourceSpans, 1).SelectMany(resource => Attributes(resource, 1)).FirstOrDefault(attribute => attribute.Key == "service.name").Value ?? ""
        from scopeSpans in Fields(resourceSpans, 2)
        from span in Fields(scopeSpans, 2)
        select new ReceivedSpan(service, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5), Attributes(span, 9).ToDictionary(attribute => attribute.Key, attribute => attribute.Value));

    private static IEnumerable<(string Key, string? Value)> Attributes(byte[] message, int field) =>
        Fields(message, field).Select(attribute => (Text(attribute, 1), Fields(attribute, 2).SelectMany(value => Fields(value, 1)).Select(Encoding.UTF8.GetString).FirstOrDefault()));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault() ?? []);

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault() ?? []);

    // The length-delimited fields of that number; others are passed over.
    private static IEnumerable<byte[]> Fields(byte[] message, int number)
    {
        for (var position = 0; position < message.Length;)
        {
            var tag = Varint(message, ref position);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref position);
                    break;
                case 1:
                    position += sizeof(ulong);
                    break;
                case 2:
                    var length = (int)Varint(message, ref position);
                    if (tag >> 3 == (ulong)number)
                    {
                        yield return message[position..(position + length)];
                    }

                    position += length;
                    break;
                case 5:
                    position += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} at {position}.");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[position++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
