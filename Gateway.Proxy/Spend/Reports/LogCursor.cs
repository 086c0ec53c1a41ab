using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>The last row of a page: the next one begins below it, however many rows come in above.</summary>
internal readonly record struct LogCursor(DateTimeOffset StartedAt, string RequestId)
{
    // base64url of "639123456789012345:request-id"
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{StartedAt.UtcTicks}:{RequestId}")));

    public static LogCursor? Parse(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':', 2);
        return parts is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= DateTimeOffset.MaxValue.UtcTicks
            ? new LogCursor(new DateTimeOffset(number, TimeSpan.Zero), id)
            : null;
    }
}
