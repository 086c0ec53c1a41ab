using System.Diagnostics;

namespace Gateway.Bench.Processes;

/// <summary>How to start this program, or another .NET one, again.</summary>
internal static class Self
{
    public static ProcessStartInfo Command(params IEnumerable<string> arguments) =>
        DotNet(typeof(Self).Assembly.Location, arguments);

    public static ProcessStartInfo DotNet(string assembly, IEnumerable<string> arguments) =>
        new(Environment.ProcessPath!, [assembly, .. arguments]);
}
