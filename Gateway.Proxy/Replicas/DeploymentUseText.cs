using System.Globalization;
using System.Text;

namespace Gateway.Proxy.Replicas;

/// <summary>
/// A message about deployments, as text:
/// <code>
/// 3f1c5a2b9d04
/// gpt-oss-120b-1 12 3 4711
/// gpt-oss-120b-2 0 1 220
/// </code>
/// From whom; then for each deployment in flight now, requests and tokens since the last message.
/// </summary>
internal static class DeploymentUseText
{
    public static string Write(string replica, IEnumerable<DeploymentUse> uses)
    {
        var text = new StringBuilder(replica);
        foreach (var use in uses)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{use.Id} {use.InFlight} {use.Requests} {use.Tokens}");
        }

        return text.ToString();
    }

    /// <summary>Lines that make no sense, of another version perhaps, are left out.</summary>
    public static (string Replica, IReadOnlyList<DeploymentUse> Uses) Read(string text)
    {
        var lines = text.Split('\n');
        var uses = new List<DeploymentUse>(lines.Length - 1);
        foreach (var line in lines.AsSpan(1))
        {
            if (line.Split(' ') is [var id, var inFlight, var requests, var tokens]
                && int.TryParse(inFlight, NumberStyles.None, CultureInfo.InvariantCulture, out var now)
                && long.TryParse(requests, NumberStyles.None, CultureInfo.InvariantCulture, out var sent)
                && long.TryParse(tokens, NumberStyles.None, CultureInfo.InvariantCulture, out var used))
            {
                uses.Add(new DeploymentUse(id, now, sent, used));
            }
        }

        return (lines[0], uses);
    }
}
