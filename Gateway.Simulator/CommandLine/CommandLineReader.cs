using System.Net;
using System.Text.Json;
using Gateway.Simulator.Configuration;

namespace Gateway.Simulator.CommandLine;

/// <summary>
/// <code>
/// --fleet FILE                                    many engines
/// --name N --model M --port P --max-num-seqs 8    one engine; every setting is a flag; PORT is honoured
/// --host 0.0.0.0 --addresses FILE                 with both
/// </code>
/// </summary>
internal static class CommandLineReader
{
    private const int VllmPort = 8_000;

    public static SimulatorOptions Read(IReadOnlyList<string> args, string? portVariable)
    {
        string? fleet = null, addresses = null, host = null;
        var settings = new SettingFlags();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args, ref i);
            switch (name)
            {
                case "fleet": fleet = Needed(name, value); break;
                case "addresses": addresses = Needed(name, value); break;
                case "host": host = Needed(name, value); break;
                case "urls": host = ReadUrl(Needed(name, value), settings); break;
                default: settings.Add(name, value); break;
            }
        }

        var engines = fleet is null ? [ReadSingle(settings, portVariable)] : ReadFleet(fleet, settings);
        if (SettingsRules.Check(engines) is [_, ..] findings)
        {
            throw new UsageException((fleet is null ? "" : fleet + ": ") + string.Join(" ", findings));
        }

        if (host is not null && host != "localhost" && !IPAddress.TryParse(host, out _))
        {
            throw new UsageException($"--host: '{host}' is not an IP address.");
        }

        return new SimulatorOptions { Engines = engines, AddressesFile = addresses, Host = host is null or "localhost" ? "127.0.0.1" : host };
    }

    private static (string Name, string? Value) Split(IReadOnlyList<string> args, ref int index)
    {
        var argument = args[index];
        if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
        {
            throw new UsageException($"'{argument}' is not an option. Use --fleet FILE, or --name NAME --model MODEL --port PORT.");
        }

        if (argument.IndexOf('=') is > 0 and var equals)
        {
            return (argument[2..equals], argument[(equals + 1)..]);
        }

        var hasValue = index + 1 < args.Count && !args[index + 1].StartsWith("--", StringComparison.Ordinal);
        return (argument[2..], hasValue ? args[++index] : null);
    }

    private static string Needed(string name, string? value) => value ?? throw new UsageException($"--{name} needs a value.");

    /// <summary>The usual switch of ASP.NET Core, <c>--urls http://127.0.0.1:0</c>, for one engine.</summary>
    private static string ReadUrl(string url, SettingFlags settings)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            throw new UsageException($"--urls: '{url}' is not an address such as http://127.0.0.1:8000.");
        }

        settings.Add("port", uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return uri.Host;
    }

    private static EngineSettings ReadSingle(SettingFlags flags, string? portVariable)
    {
        var defaults = new EngineSettings { Port = ReadPort(portVariable), Timing = EngineTiming.Realistic };
        var settings = flags.ApplyTo(defaults);
        return flags.Has("name") || !flags.Has("model") ? settings : settings with { Name = settings.Model };
    }

    private static int ReadPort(string? variable)
    {
        if (string.IsNullOrEmpty(variable))
        {
            return VllmPort;
        }

        return int.TryParse(variable, out var port) && port is >= 0 and <= 65_535
            ? port
            : throw new UsageException($"PORT: '{variable}' is not a port number.");
    }

    private static IReadOnlyList<EngineSettings> ReadFleet(string path, SettingFlags flags)
    {
        if (flags.Any)
        {
            throw new UsageException($"--{flags.First} is a setting of one engine; with --fleet it belongs in {path}.");
        }

        try
        {
            return FleetFile.Read(File.ReadAllText(path));
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path}: {exception.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {exception.Message}");
        }
    }
}
