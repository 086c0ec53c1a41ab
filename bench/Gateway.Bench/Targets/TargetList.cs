using System.Diagnostics;
using Gateway.Bench.Load;
using Gateway.Bench.Processes;
using Gateway.Bench.Upstream;

namespace Gateway.Bench.Targets;

/// <summary>
/// Everything that is measured. To add a target: its name in <see cref="TargetNames"/>, a method here, and a line in
/// <c>Benchmark</c>.
/// </summary>
internal static class TargetList
{
    private const string DataFolder = "data";

    // The gateway's name for it.
    private const string Journal = DataFolder + "/spend-journal";

    private static readonly Caller[] s_anyone = [new("not-used", Answers.Model)];

    public static Target Upstream() =>
        new(TargetNames.Upstream, (port, _) => Self.Command("upstream", $"{port}"), s_anyone);

    public static Target Nginx(int upstreamPort) =>
        new(TargetNames.Nginx, (port, folder) => NginxCommand.Create(port, folder, upstreamPort), s_anyone);

    public static Target BareForwarder(int upstreamPort) =>
        new(TargetNames.BareForwarder, (port, _) => Self.Command("bare-forwarder", $"{port}", UpstreamUrl(upstreamPort)), s_anyone);

    public static Target Gateway(int upstreamPort, string assembly) =>
        Gateway(TargetNames.Gateway, GatewayFleet.Small, upstreamPort, assembly);

    public static Target GatewayAtScale(int upstreamPort, string assembly) =>
        Gateway(TargetNames.GatewayAtScale, GatewayFleet.Large, upstreamPort, assembly);

    /// <summary>As one of several replicas: limits in Redis, spend logs into PostgreSQL.</summary>
    public static Target GatewayShared(int upstreamPort, string assembly, StateServers state) =>
        new(TargetNames.GatewayShared, (port, folder) =>
        {
            var command = GatewayCommand(GatewayFleet.Small, upstreamPort, assembly, port, folder);
            command.Environment["REDIS_URL"] = state.RedisUrl;
            command.Environment["DATABASE_URL"] = state.DatabaseUrl;
            return command;
        }, GatewayFleet.Small.Callers(), Journal);

    /// <summary>A second bare forwarder in the gateway's place: with it every ratio should be 1.</summary>
    public static Target StandIn(int upstreamPort) => BareForwarder(upstreamPort) with { Name = TargetNames.Gateway };

    private static Target Gateway(string name, GatewayFleet fleet, int upstreamPort, string assembly) =>
        new(name, (port, folder) => GatewayCommand(fleet, upstreamPort, assembly, port, folder), fleet.Callers(), Journal);

    private static ProcessStartInfo GatewayCommand(GatewayFleet fleet, int upstreamPort, string assembly, int port, string folder)
    {
        var config = Path.Combine(folder, "config.yaml");
        File.WriteAllText(config, fleet.Config($"{UpstreamUrl(upstreamPort)}/v1"));
        var command = Self.DotNet(assembly, ["--config", config, "--port", $"{port}", "--data-dir", Path.Combine(folder, DataFolder)]);
        command.WorkingDirectory = folder;
        command.Environment["LITELLM_MASTER_KEY"] = $"sk-{Guid.NewGuid():N}";
        command.Environment["LITELLM_LOG"] = "ERROR";
        return command;
    }

    private static string UpstreamUrl(int port) => $"http://127.0.0.1:{port}";
}
