using System.Globalization;

namespace Gateway.Bench.Measuring;

/// <summary>The command line; <c>bench/README.md</c> says what each option is for.</summary>
internal sealed record BenchOptions
{
    public double Seconds { get; init; } = 2.5;

    public int Rounds { get; init; } = 3;

    /// <summary>Null: all.</summary>
    public Section? Only { get; init; }

    public string? JsonFile { get; init; }

    public string? GatewayAssembly { get; init; }

    /// <summary>A second bare forwarder plays the gateway.</summary>
    public bool StandIn { get; init; }

    public bool Wants(Section section) => Only is null || Only == section;

    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--seconds" => options with { Seconds = Number(arguments, ++i, least: 0.2) },
                "--rounds" => options with { Rounds = (int)Number(arguments, ++i, least: 1) },
                "--only" => options with { Only = SectionOf(Value(arguments, ++i)) },
                "--json" => options with { JsonFile = Value(arguments, ++i) },
                "--gateway-dll" => options with { GatewayAssembly = ExistingFile(Value(arguments, ++i)) },
                "--stand-in" => options with { StandIn = true },
                var unknown => throw new BenchException($"{unknown}: no such option. See bench/README.md."),
            };
        }

        return options.Only == Section.Scale && options.GatewayAssembly is null
            ? throw new BenchException("--only scale compares the gateway with itself: it needs the gateway.")
            : options;
    }

    private static string Value(IReadOnlyList<string> arguments, int index) =>
        index < arguments.Count ? arguments[index] : throw new BenchException($"{arguments[index - 1]} needs a value.");

    private static double Number(IReadOnlyList<string> arguments, int index, double least) =>
        double.TryParse(Value(arguments, index), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new BenchException($"{arguments[index - 1]} needs a number of at least {least}.");

    // first-chunk is Section.FirstChunk.
    private static Section SectionOf(string name) =>
        Enum.TryParse<Section>(name.Replace("-", ""), ignoreCase: true, out var section) && Enum.IsDefined(section)
            ? section
            : throw new BenchException($"--only {name}: choose one of start, memory, requests, streams, first-chunk, scale.");

    private static string ExistingFile(string file) =>
        File.Exists(file) ? Path.GetFullPath(file) : throw new BenchException($"--gateway-dll {file}: no such file.");
}
