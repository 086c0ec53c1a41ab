using System.Text;

namespace Gateway.Simulator.Engine;

/// <summary>What reached the engine, byte for byte.</summary>
internal sealed record ReceivedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The header's value, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
