using System.Text;
using System.Text.Json;
using Gateway.Simulator.Generation;

namespace Gateway.Simulator.JsonSchema;

/// <summary>A string of the format, the pattern or the length that a schema asks for.</summary>
internal static class StringExample
{
    public static string Write(SchemaView view, ref DeterministicRandom random)
    {
        if (view.TryGet("format", out var format) && format.ValueKind == JsonValueKind.String && OfFormat(format.GetString()!, ref random) is { } formatted)
        {
            return formatted;
        }

        if (view.TryGet("pattern", out var pattern) && pattern.ValueKind == JsonValueKind.String && PatternExample.Write(pattern.GetString()!, random) is { } matching)
        {
            return matching;
        }

        var least = (int)Math.Min(view.Greatest("minLength") ?? 0, 10_000);
        var most = (int)Math.Min(view.Least("maxLength") ?? 10_000, 10_000);
        var text = new StringBuilder(AnswerText.Words(ref random));
        while (text.Length < least)
        {
            text.Append(' ').Append(AnswerText.Words(ref random));
        }

        return text.Length <= most ? text.ToString() : text.ToString(0, most);
    }

    private static string? OfFormat(string format, ref DeterministicRandom random)
    {
        var date = $"20{random.Below(10) + 20}-{random.Below(12) + 1:00}-{random.Below(28) + 1:00}";
        var time = $"{random.Below(24):00}:{random.Below(60):00}:{random.Below(60):00}Z";
        return format switch
        {
            "date" => date,
            "time" => time,
            "date-time" => $"{date}T{time}",
            "duration" => $"PT{random.Below(59) + 1}M",
            "email" => $"user{random.Below(1000)}@example.com",
            "hostname" => $"host{random.Below(1000)}.example.com",
            "uri" or "url" or "uri-reference" => $"https://example.com/{random.Below(1000)}",
            "ipv4" => $"192.0.2.{random.Below(254) + 1}",
            "ipv6" => $"2001:db8::{random.Below(9999) + 1}",
            "uuid" => $"{random.Next() >> 32:x8}-{random.Next() >> 48:x4}-4{random.Next() >> 52:x3}-8{random.Next() >> 52:x3}-{random.Next() >> 16:x12}",
            _ => null,
        };
    }
}
