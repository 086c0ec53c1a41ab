using System.Globalization;

namespace Gateway.Bench.Processes;

/// <summary>What the kernel says about a process and its children (nginx works in children).</summary>
internal static class ProcessFigures
{
    // USER_HZ, which Linux fixes at 100 for everything that it shows to programs.
    private const double TicksPerSecond = 100;

    public static TimeSpan CpuTime(int processId) =>
        TimeSpan.FromSeconds(Family(processId).Sum(CpuTicks) / TicksPerSecond);

    /// <summary>
    /// Megabytes (1024 × 1024). Of one process: all that is resident, as a container would be billed. Of several: their
    /// proportional shares, since what they share must not count twice.
    /// </summary>
    public static double Megabytes(int processId)
    {
        var family = Family(processId);
        var field = family.Count == 1 ? "Rss:" : "Pss:";
        return family.Sum(id => Kilobytes(id, field)) / 1024;
    }

    private static List<int> Family(int processId) =>
    [
        processId,
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && StatFields(id) is { Length: > 1 } fields && fields[1] == processId.ToString(CultureInfo.InvariantCulture)),
    ];

    private static long CpuTicks(int processId) =>
        StatFields(processId) is { Length: > 12 } fields
            ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)
            : 0;

    // 4711 (nginx: worker) S 4700 …: the fields after the name, which may hold blanks and parentheses: [0] state,
    // [1] parent, [11] utime, [12] stime. See proc_pid_stat(5).
    private static string[] StatFields(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It ended between the listing and the reading.
            return [];
        }
    }

    // Rss:              104520 kB
    private static double Kilobytes(int processId, string field)
    {
        var line = File.ReadLines($"/proc/{processId}/smaps_rollup").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
