using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.Alerts;

/// <summary><c>/alerts</c>: where alerts go and whether they arrive.</summary>
internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementGet("/alerts", ManagementAccess.Viewer, "Where alerts go, and the last ones", call => Task.FromResult<JsonNode>(Report(call)));
        routes.MapManagementPost("/alerts/test", ManagementAccess.Admin, "Sends an alert to every target", call => Task.FromResult<JsonNode>(Test(call)));
    }

    private static JsonObject Report(ManagementCall call)
    {
        var services = call.Http.RequestServices;
        var log = services.GetRequiredService<AlertLog>();
        var report = new AlertReport(
            [.. services.GetRequiredService<AlertSender>().Targets.Select(target => new AlertTargetInfo(target.Name, target.Address.Host))],
            log.Sent,
            log.Failed,
            [.. log.Last.Select(delivery => new AlertDeliveryInfo(delivery.At, delivery.Target, delivery.Event, delivery.Text, delivery.Problem))]);
        return Fields.ToNode(report, ContractsJson.Default.AlertReport);
    }

    private static JsonObject Test(ManagementCall call)
    {
        var services = call.Http.RequestServices;
        var targets = services.GetRequiredService<AlertSender>().Targets;
        if (targets.Count == 0)
        {
            throw ManagementException.Invalid("alerting", "there is no target: general_settings.alerting names none, or SLACK_WEBHOOK_URL and WEBHOOK_URL are not set.");
        }

        services.GetRequiredService<AlertQueue>().Add(new Alert(AlertKind.Test, "test", "This is a test: alerts of the gateway arrive here."));
        return new JsonObject { ["status"] = "queued", ["targets"] = new JsonArray([.. targets.Select(target => (JsonNode)target.Name)]) };
    }
}
