using System.Globalization;

namespace Gateway.Tests.Scripts;

/// <summary>Reads /proc.</summary>
internal static class ProcessTable
{
    public static IReadOnlyList<int> OfSession(int session) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(id => IsAliveIn(session, id))];

    // 4711 (dotnet) S 4710 4700 4700 …: state, parent, process group, session. The name may hold spaces and brackets.
    private static bool IsAliveIn(int session, int id)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{id}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is not ("Z" or "X") && fields[3] == session.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended while we looked.
            return false;
        }
    }
}
