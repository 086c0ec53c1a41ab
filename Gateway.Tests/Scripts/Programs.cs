namespace Gateway.Tests.Scripts;

/// <summary>What is installed here.</summary>
internal static class Programs
{
    public static bool OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, name)));
}
