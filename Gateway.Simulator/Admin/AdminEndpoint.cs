using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Admin;

/// <summary>
/// GET and POST /admin/config: faults and timing of a running engine.
/// <code>
/// curl localhost:8000/admin/config -d '{"faults": [{"kind": "status", "status": 503, "count": 3}], "timing": {"inter_token_ms": 50}}'
/// </code>
/// </summary>
internal static class AdminEndpoint
{
    public static void MapAdmin(this IEndpointRouteBuilder app)
    {
        app.MapGet("/admin/config", (RequestDelegate)Show);
        app.MapPost("/admin/config", (RequestDelegate)Change);
    }

    private static Task Show(HttpContext context)
    {
        var engine = context.Engine();
        var config = new AdminConfig([.. engine.Faults.All], engine.Timing);
        return JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(config, SimulatorJson.Default.AdminConfig));
    }

    private static async Task Change(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        if (Apply(context.Engine(), await body.ReadToEndAsync(context.RequestAborted)) is { } wrong)
        {
            await ErrorWriter.WriteAsync(context, ErrorShape.New, ApiError.BadRequest(wrong));
            return;
        }

        await Show(context);
    }

    /// <summary>All or nothing. Returns what is wrong, or null.</summary>
    private static string? Apply(SimulatedEngine engine, string json)
    {
        try
        {
            var given = SettingsJson.ParseObject(json);
            if (given.Select(pair => pair.Key).Except(["faults", "timing"]).FirstOrDefault() is { } unknown)
            {
                return $"'{unknown}' cannot be changed here; faults and timing can.";
            }

            var timing = given["timing"] is JsonObject some ? SettingsJson.ReadTiming(some, engine.Timing) : engine.Timing;
            var faults = given["faults"] is JsonArray list ? SettingsJson.ReadFaults(list) : null;

            // The rules of the fleet file hold here too.
            var wanted = engine.Settings with { Timing = timing, Faults = faults?.All ?? engine.Settings.Faults };
            if (SettingsRules.Check([wanted]) is [_, ..] findings)
            {
                return string.Join(" ", findings);
            }

            engine.Timing = timing;
            if (faults is not null)
            {
                engine.Faults = faults;
            }

            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }
}
