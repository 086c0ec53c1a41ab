using Microsoft.Extensions.Configuration;

namespace Gateway.AppHost.Hosting;

/// <summary>What is decided before the model is built: which fleet, which state, which port.</summary>
/// <param name="Fleet">From <c>--fleet</c>; simulated unless said otherwise, and the GPU fleet when publishing.</param>
/// <param name="HasContainers">Redis and PostgreSQL run in containers; without an engine the gateway keeps its state itself.</param>
/// <param name="Port">From <c>--port</c>: where the gateway listens.</param>
/// <param name="ConfigFile">From <c>--config</c>: config.yaml of the repository unless said otherwise.</param>
/// <param name="StateFolder">Where a gateway without containers keeps its database and its journal; .gitignore knows the name.</param>
internal sealed record AppHostSetup(FleetKind Fleet, bool HasContainers, int Port, string ConfigFile, string StateFolder)
{
    public static AppHostSetup Read(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var publishing = builder.ExecutionContext.IsPublishMode;
        var fleet = publishing ? FleetKind.Gpu : FleetKind.Simulated;
        if (configuration["fleet"] is { Length: > 0 } text && !(Enum.TryParse(text, ignoreCase: true, out fleet) && Enum.IsDefined(fleet)))
        {
            throw new DistributedApplicationException($"--fleet: found '{text}'; valid is simulated, gpu or external.");
        }

        var hasContainers = publishing || ContainerEngine.Answers(configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"]);
        var state = configuration["data-dir"] ?? Path.Combine(builder.AppHostDirectory, "..", ".gateway", "aspire");
        if (!hasContainers)
        {
            fleet = fleet is FleetKind.Gpu ? FleetKind.Simulated : fleet;
            Console.WriteLine($"No container engine answers: the gateway keeps its state in {Path.GetFullPath(state)}, and the fleet is {fleet.ToString().ToLowerInvariant()}.");
        }

        var config = configuration["config"] ?? Path.Combine(builder.AppHostDirectory, "..", "config.yaml");
        return new(fleet, hasContainers, configuration.GetValue("port", 4000), Path.GetFullPath(config), Path.GetFullPath(state));
    }
}
