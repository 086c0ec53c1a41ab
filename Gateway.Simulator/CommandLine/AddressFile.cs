using Gateway.Simulator.Engine;

namespace Gateway.Simulator.CommandLine;

/// <summary>
/// Tells whoever started the fleet where it listens, as settings of service discovery:
/// <code>services__vllm-bge-m3__http__0=http://127.0.0.1:41235</code>
/// Written beside and renamed, so that the file is whole as soon as it is there.
/// </summary>
internal static class AddressFile
{
    public static void Write(string path, IReadOnlyList<SimulatedEngine> engines)
    {
        var temporary = path + ".tmp";
        File.WriteAllLines(temporary, engines.Select(engine => $"services__{engine.Name}__http__0={engine.Address.GetLeftPart(UriPartial.Authority)}"));
        File.Move(temporary, path, overwrite: true);
    }
}
