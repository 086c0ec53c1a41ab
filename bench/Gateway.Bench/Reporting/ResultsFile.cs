using System.Text.Json;
using Gateway.Bench.Measuring;

namespace Gateway.Bench.Reporting;

/// <summary>Every value of every round, for comparing runs by a program.</summary>
internal static class ResultsFile
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string file, Samples samples, Samples scale, IReadOnlyList<Budget> budgets, BenchOptions options)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var results = new
        {
            TakenAt = TimeProvider.System.GetUtcNow(),
            Machine = Machine.Describe(),
            options.Seconds,
            options.Rounds,
            options.StandIn,
            Figures = samples.Values,
            Scale = scale.Values,
            Budgets = budgets,
        };
        File.WriteAllText(file, JsonSerializer.Serialize(results, s_json));
        Console.WriteLine($"Every value: {file}");
    }
}
