namespace Gateway.Tests.Scripts;

/// <summary>What is installed here.</summary>
internal static class Programs
{
    public static bool OnPath(string name) => Candidates(name).Any();

    public static string Find(string name) => Candidates(name).First();

    private static IEnumerable<string> Candidates(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).Where(File.Exists);
}
