using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.Configuration;

/// <summary>
/// Reads the command line of LiteLLM's proxy: <c>--config /app/config.yaml --port 4000 --num_workers 8</c>. To add an option:
/// a line in <see cref="CommandLineFlags"/>, a property on <see cref="GatewayOptions"/>, and a line in <see cref="GatewayOptionsReader"/>.
/// </summary>
internal static class CommandLine
{
    public const string Help = """
        Usage: Gateway.Proxy [options]
               Gateway.Proxy import-litellm --database-url postgresql://... [--dry-run] [options]

          -c, --config FILE     the config to serve (default: ./config.yaml, then /app/config.yaml)
              --port NUMBER     port to listen on (default: PORT, or 4000)
              --host ADDRESS    address to listen on (default: HOST, or 0.0.0.0)
              --data-dir DIR    where an embedded gateway keeps its state (default: .gateway)
              --validate-config check the config, print what was found and exit (1 when there are errors)
              --migrate-only    bring the database up to date and exit
              --reconcile-spend compare the daily sums with the spend logs, mend them and exit (1 when they differed)
              --debug           log more;  --detailed_debug  log everything
              --urls URLS       where to listen, as ASP.NET Core takes it
          -v, --version         print the version and exit
              --help            print this text and exit

        LiteLLM's other options are accepted; those without an effect say so.
        """;

    /// <param name="environment">Looks up a variable.</param>
    /// <param name="fileExists">Tells whether a default config is there.</param>
    public static CommandLineResult Parse(IReadOnlyList<string> arguments, Func<string, string?> environment, Func<string, bool> fileExists)
    {
        var given = new Dictionary<string, string>();
        var errors = new List<string>();
        var notes = new List<string>();
        var host = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (spelled, value) = Split(arguments[i]);
            if (spelled.Contains(':', StringComparison.Ordinal))
            {
                // --Logging:LogLevel:Default=Debug is for the host; a value without '=' follows it.
                host.Add(arguments[i]);
                if (value is null && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
                {
                    host.Add(arguments[++i]);
                }

                continue;
            }

            if (Find(spelled) is not { } flag)
            {
                errors.Add(Unknown(arguments[i], spelled));
                continue;
            }

            if (flag.TakesValue)
            {
                // "--port --host x" misses a value; "--num_requests -1" has one.
                value ??= i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++i] : null;
                if (value is not { Length: > 0 })
                {
                    errors.Add($"{spelled}: a value is missing");
                    continue;
                }
            }
            else if (value is not null && YamlScalars.LooseBool(value) is null)
            {
                errors.Add($"{spelled}: found '{value}'; it takes no value");
                continue;
            }

            if (flag.Note is not null)
            {
                notes.Add($"{spelled} has no effect: {flag.Note}");
            }
            else
            {
                given[flag.Name] = value ?? "true";
            }
        }

        var options = new GatewayOptionsReader(given, environment, fileExists, errors, notes).Read(host);
        return new(errors.Count == 0 ? options : null, errors, notes);
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.StartsWith('-') && argument.IndexOf('=') is > 0 and var equals ? (argument[..equals], argument[(equals + 1)..]) : (argument, null);

    private static CommandLineFlag? Find(string spelled)
    {
        var name = CommandLineFlags.Short.GetValueOrDefault(spelled) ?? (spelled.StartsWith("--", StringComparison.Ordinal) ? spelled[2..] : "");
        return CommandLineFlags.All.GetValueOrDefault(name.Replace('-', '_').ToLowerInvariant());
    }

    private static string Unknown(string argument, string spelled)
    {
        if (!argument.StartsWith('-'))
        {
            return $"'{argument}' is no option; see --help";
        }

        var near = NearestName.Find(spelled.TrimStart('-').Replace('-', '_'), CommandLineFlags.All.Keys);
        return near is null ? $"{spelled}: unknown option; see --help" : $"{spelled}: unknown option; did you mean --{near}?";
    }
}
