using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Management;

/// <summary>One management call: who calls, with which body, and what the endpoints need to answer it.</summary>
internal sealed class ManagementCall(HttpContext http, Caller caller, JsonObject body)
{
    public HttpContext Http { get; } = http;

    public Caller Caller { get; } = caller;

    /// <summary>Empty for GET.</summary>
    public JsonObject Body { get; } = body;

    public CancellationToken Aborted => Http.RequestAborted;

    public DateTimeOffset Now { get; } = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    public ManagementStore Store { get; } = http.RequestServices.GetRequiredService<ManagementStore>();

    public KeyDirectory Directory { get; } = http.RequestServices.GetRequiredService<KeyDirectory>();

    public GatewaySnapshot Snapshot { get; } = http.RequestServices.GetRequiredService<SnapshotStore>().Current;

    public TimeZoneInfo Zone => Snapshot.Config.LitellmSettings.Timezone;

    /// <summary>As it was mapped: the path itself may hold a key.</summary>
    public string Route => RouteOf(Http);

    public static string RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";

    /// <summary>To throw where the caller may not make this call.</summary>
    public ManagementException Forbidden() => new(GatewayErrors.RouteNotAllowedForKey(Route));

    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    public int Query(string name, int otherwise, int most)
    {
        if (Query(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most
            ? value
            : throw ManagementException.Invalid(name, $"must be a whole number from 1 to {most}.");
    }

    public bool QueryFlag(string name) => Query(name) is { } text && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>A string of the body; null: not there.</summary>
    public string? Text(string name) => Text(Body, name);

    public static string? Text(JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw ManagementException.Invalid(name, "must be a string."),
    };

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw ManagementException.Missing(name);

    public double? Number(string name) => Number(Body, name);

    public static double? Number(JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<double>(out var number) => number,
        _ => throw ManagementException.Invalid(name, "must be a number."),
    };

    public long? Integer(string name) => Body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        _ => throw ManagementException.Invalid(name, "must be a whole number."),
    };

    public bool? Flag(string name) => Body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw ManagementException.Invalid(name, "must be true or false."),
    };

    /// <summary>A list of strings; a single string counts as a list of one.</summary>
    public List<string> Texts(string name) => Body[name] switch
    {
        null => [],
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        JsonArray array when array.All(item => item is JsonValue value && value.GetValueKind() == JsonValueKind.String) =>
            array.Select(item => item!.GetValue<string>()).ToList(),
        _ => throw ManagementException.Invalid(name, "must be a list of strings."),
    };

    public Task<T> ChangeAsync<T>(Func<ManagementTransaction, Task<T>> work) => Store.ChangeAsync(Caller.Name, work, Aborted);
}
