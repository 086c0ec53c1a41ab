namespace Gateway.Tests.Scripts;

/// <summary>Starts <c>run.sh</c> and the gateway's own binary as a user does, but on what is built already and with state of their own.</summary>
internal static class GatewayPrograms
{
    public static RunningProgram RunScript(TemporaryFolder data, string[] arguments, params (string Name, string? Value)[] environment) =>
        RunningProgram.Start("bash", [Repository.File("run.sh"), .. arguments], [
            .. Clean(),
            ("GATEWAY_NO_BUILD", "1"),
            ("GATEWAY_CONFIGURATION", Repository.Configuration),
            ("GATEWAY_DATA_DIR", data.Path),
            .. environment,
        ], data.Path);

    public static RunningProgram Proxy(TemporaryFolder data, string[] arguments, params (string Name, string? Value)[] environment) =>
        RunningProgram.Start("dotnet", [Binary("Gateway.Proxy"), .. arguments, "--data-dir", data.Path], [.. Clean(), .. environment], data.Path);

    private static string Binary(string project) => Repository.File(project, "bin", Repository.Configuration, "net10.0", project + ".dll");

    // What the developer has set for a gateway of their own.
    private static IEnumerable<(string Name, string? Value)> Clean() =>
        ((string[])["PORT", "HOST", "LITELLM_PORT", "LITELLM_MASTER_KEY", "CONFIG_FILE_PATH", "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DATABASE_URL", "REDIS_URL", "REDIS_HOST"])
            .Select(name => (name, (string?)null));
}
