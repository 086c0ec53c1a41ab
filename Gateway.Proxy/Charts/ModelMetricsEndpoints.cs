using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.Charts;

/// <summary>
/// LiteLLM's <c>/model/metrics</c> and its sisters: which deployment of a model group is slow, and which one fails. A deployment is
/// called by its <c>api_base</c>, and by its id where it is no longer there or shares the address.
/// </summary>
internal static class ModelMetricsEndpoints
{
    private const int DefaultDays = 30;

    public static void MapModelMetrics(this IEndpointRouteBuilder routes)
    {
        Map("/model/metrics", "Seconds a token of each deployment, day by day", SecondsAToken);
        Map("/model/streaming_metrics", "Seconds to the first token of each deployment, day by day", SecondsToFirstToken);
        Map("/model/metrics/slow_responses", "Requests of each deployment that took longer than five minutes", SlowResponses);
        Map("/model/metrics/exceptions", "Failures of each deployment by kind", Exceptions);

        void Map(string path, string name, Func<List<DeploymentDay>, Func<string, string>, JsonNode> answer) =>
            routes.MapManagementGet(path, ManagementAccess.Viewer, name, async call => answer(await ReadAsync(call), Names(call)));
    }

    // ?_selected_model_group=gpt-oss-120b&startTime=2026-03-01&endTime=2026-03-31
    private static Task<List<DeploymentDay>> ReadAsync(ManagementCall call)
    {
        foreach (var name in (string[])["api_key", "customer"])
        {
            // LiteLLM's own site sends these words for "none".
            if (call.Query(name) is not (null or "null" or "undefined"))
            {
                throw ManagementException.Invalid(name, "is not known of deployments; ask /spend/logs.");
            }
        }

        var to = Day(call, "endTime") ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        var from = Day(call, "startTime") ?? to.AddDays(1 - DefaultDays);
        return call.Http.RequestServices.GetRequiredService<DeploymentDayStore>().ReadAsync(Text(from), Text(to), call.Query("_selected_model_group"), call.Aborted);
    }

    private static DateOnly? Day(ManagementCall call, string name)
    {
        var text = call.Query(name);
        if (text is null or "undefined")
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? DateOnly.FromDateTime(time.UtcDateTime)
            : throw ManagementException.Invalid(name, "must be a date (UTC) such as 2026-03-01.");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Func<string, string> Names(ManagementCall call)
    {
        var addresses = call.Snapshot.DeploymentsById.Values
            .GroupBy(deployment => deployment.ApiBase, StringComparer.Ordinal)
            .Where(deployments => deployments.Count() == 1)
            .ToDictionary(deployments => deployments.Single().Id, deployments => deployments.Key);
        return id => addresses.GetValueOrDefault(id, id);
    }

    private static JsonObject SecondsAToken(List<DeploymentDay> days, Func<string, string> name) =>
        ByDay(days.Where(day => day.ErrorType.Length == 0), name, day => (day.DurationMs, day.CompletionTokens));

    private static JsonObject SecondsToFirstToken(List<DeploymentDay> days, Func<string, string> name) =>
        ByDay(days.Where(day => day.ErrorType.Length == 0), name, day => (day.FirstTokenMs, day.FirstTokens));

    // {"data": [{"date": "2026-03-01", "http://gpu-1:8000/v1": 0.012}], "all_api_bases": ["http://gpu-1:8000/v1"]}
    private static JsonObject ByDay(IEnumerable<DeploymentDay> days, Func<string, string> name, Func<DeploymentDay, (long Ms, long Count)> measure)
    {
        var data = new JsonArray();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var day in days.GroupBy(day => day.Day))
        {
            var point = new JsonObject { ["date"] = day.Key };
            foreach (var deployment in day.GroupBy(part => name(part.DeploymentId)))
            {
                var parts = deployment.Select(measure).ToList();
                if (parts.Sum(part => part.Count) is > 0 and var count)
                {
                    point[deployment.Key] = parts.Sum(part => part.Ms) / 1000.0 / count;
                    names.Add(deployment.Key);
                }
            }

            if (point.Count > 1)
            {
                data.Add((JsonNode)point);
            }
        }

        return new JsonObject { ["data"] = data, ["all_api_bases"] = new JsonArray([.. names.Select(one => (JsonNode)one)]) };
    }

    // [{"api_base": "http://gpu-1:8000/v1", "total_count": 713, "slow_count": 2}]
    private static JsonArray SlowResponses(List<DeploymentDay> days, Func<string, string> name) => new(
    [
        .. days.GroupBy(day => name(day.DeploymentId))
            .Select(deployment => (Name: deployment.Key, Total: deployment.Sum(day => day.Requests), Slow: deployment.Sum(day => day.Slow)))
            .OrderByDescending(deployment => deployment.Slow)
            .Select(deployment => new JsonObject { ["api_base"] = deployment.Name, ["total_count"] = deployment.Total, ["slow_count"] = deployment.Slow }),
    ]);

    // {"data": [{"model": "http://gpu-1:8000/v1", "rate_limit_error": 3}], "exception_types": ["rate_limit_error"]}
    private static JsonObject Exceptions(List<DeploymentDay> days, Func<string, string> name)
    {
        var failures = days.Where(day => day.ErrorType.Length > 0).ToList();
        var data = failures.GroupBy(day => name(day.DeploymentId)).Select(deployment =>
        {
            var row = new JsonObject { ["model"] = deployment.Key };
            foreach (var kind in deployment.GroupBy(day => day.ErrorType))
            {
                row[kind.Key] = kind.Sum(day => day.Requests);
            }

            return (JsonNode)row;
        });
        return new JsonObject
        {
            ["data"] = new JsonArray([.. data]),
            ["exception_types"] = new JsonArray([.. failures.Select(day => day.ErrorType).Distinct().Order(StringComparer.Ordinal).Select(kind => (JsonNode)kind)]),
        };
    }
}
