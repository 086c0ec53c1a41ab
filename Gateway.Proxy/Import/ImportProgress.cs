using System.Globalization;

namespace Gateway.Proxy.Import;

/// <summary>A bar that is drawn over itself on a terminal; else a line now and then.</summary>
internal sealed class ImportProgress(TextWriter output, bool isTerminal, TimeProvider time)
{
    private const int Width = 30;

    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(10);

    private long _last = time.GetTimestamp();

    public void Show(string table, long done, long total)
    {
        if (time.GetElapsedTime(_last) < (isTerminal ? s_redraw : s_line))
        {
            return;
        }

        _last = time.GetTimestamp();

        // Rows may be added while they are read.
        var share = total > 0 ? Math.Min(1, (double)done / total) : 1;
        var numbers = string.Create(CultureInfo.InvariantCulture, $"{table}: {done} of {total} ({share:P0})");
        if (isTerminal)
        {
            var filled = (int)(share * Width);
            output.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {numbers}\u001b[K");
        }
        else
        {
            output.WriteLine(numbers);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        if (isTerminal)
        {
            output.Write("\r\u001b[K");
        }
    }
}
