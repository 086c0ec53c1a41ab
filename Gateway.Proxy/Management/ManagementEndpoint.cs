using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Proxy.Management;

/// <summary>What all management endpoints have alike: the key and its role, the body, and errors in one shape.</summary>
internal static class ManagementEndpoint
{
    private const long LargestBody = 10 * 1024 * 1024;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    // Of two fields with one name it would be open to dispute which one was meant.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    public static void MapManagementGet(this IEndpointRouteBuilder routes, string path, ManagementAccess access, string name, Func<ManagementCall, Task<JsonNode>> handler) =>
        routes.MapGet(path, Handle(access, RouteKind.ManagementRead, handler)).WithDisplayName(name);

    /// <param name="routes">Where to.</param>
    /// <param name="path">Of the route.</param>
    /// <param name="access">Who may call it.</param>
    /// <param name="name">What it does.</param>
    /// <param name="handler">Does it.</param>
    /// <param name="fields">All that a body may have; the answer warns of anything else. Null: does not look.</param>
    public static void MapManagementPost(this IEndpointRouteBuilder routes, string path, ManagementAccess access, string name, Func<ManagementCall, Task<JsonNode>> handler, string[]? fields = null) =>
        routes.MapPost(path, Handle(access, Kind(access), fields is null ? handler : Warned(handler, fields))).WithDisplayName(name);

    public static void MapManagementPatch(this IEndpointRouteBuilder routes, string path, ManagementAccess access, string name, Func<ManagementCall, Task<JsonNode>> handler) =>
        routes.MapPatch(path, Handle(access, RouteKind.ManagementWrite, handler)).WithDisplayName(name);

    public static void MapManagementPut(this IEndpointRouteBuilder routes, string path, ManagementAccess access, string name, Func<ManagementCall, Task<JsonNode>> handler) =>
        routes.MapPut(path, Handle(access, RouteKind.ManagementWrite, handler)).WithDisplayName(name);

    public static void MapManagementDelete(this IEndpointRouteBuilder routes, string path, ManagementAccess access, string name, Func<ManagementCall, Task<JsonNode>> handler) =>
        routes.MapDelete(path, Handle(access, RouteKind.ManagementWrite, handler)).WithDisplayName(name);

    private static RouteKind Kind(ManagementAccess access) => access switch
    {
        ManagementAccess.Admin or ManagementAccess.ByRights => RouteKind.ManagementWrite,
        ManagementAccess.Itself => RouteKind.Itself,
        _ => RouteKind.ManagementRead,
    };

    private static Func<ManagementCall, Task<JsonNode>> Warned(Func<ManagementCall, Task<JsonNode>> handler, string[] fields) => async call =>
    {
        // Before the handler fills in what is usual.
        string[] sent = [.. call.Body.Select(field => field.Key)];
        var answer = await handler(call);
        Warnings.Add(answer, Warnings.OfUnknown(sent, fields));
        return answer;
    };

    private static RequestDelegate Handle(ManagementAccess access, RouteKind kind, Func<ManagementCall, Task<JsonNode>> handler) => async http =>
    {
        RequestIdStep.Assign(http);
        GatewayError? error;
        try
        {
            error = Authorize(http, access, kind, out var caller);
            if (error is null)
            {
                var answer = await handler(new ManagementCall(http, caller!, await BodyAsync(http)));
                await http.Response.WriteAsJsonAsync(answer, ContractsJson.Default.JsonNode, cancellationToken: http.RequestAborted);
                return;
            }
        }
        catch (ManagementException exception)
        {
            error = exception.Error;
        }
        catch (BadHttpRequestException exception)
        {
            error = GatewayErrors.BodyNotJson("it is incomplete or too large.") with { Status = exception.StatusCode };
        }
        catch (Exception exception) when (exception is DbException or SocketException or TimeoutException)
        {
            Log(http).DatabaseAway(ManagementCall.RouteOf(http), exception);
            error = GatewayErrors.NoDatabase(s_retryAfter);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !http.Response.HasStarted)
        {
            Log(http).Failed(ManagementCall.RouteOf(http), http.TraceIdentifier, exception);
            error = GatewayErrors.Internal(http.TraceIdentifier);
        }

        await ErrorJson.WriteAsync(http, error);
    };

    private static GatewayError? Authorize(HttpContext http, ManagementAccess access, RouteKind kind, out Caller? caller)
    {
        caller = null;
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        if (snapshot.Authenticate(http, out var key) is { } error)
        {
            return error;
        }

        var path = ManagementCall.RouteOf(http);
        if (!key!.IsMaster && !key.IsStored)
        {
            return GatewayErrors.RouteNotAllowed(path);
        }

        caller = new Caller(key, snapshot.StoredKeys);
        var allowed = access switch
        {
            ManagementAccess.Admin => caller.IsAdmin,
            ManagementAccess.Viewer => caller.ReadsAll,
            _ => true,
        };
        return allowed ? RouteAccess.Check(key, path, kind, snapshot) : GatewayErrors.RouteNotAllowedForKey(path);
    }

    private static async Task<JsonObject> BodyAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            return [];
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestBody;
        }

        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
        if (bytes.Length == 0)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), documentOptions: s_strict) as JsonObject
                ?? throw new ManagementException(GatewayErrors.BodyNotJson("it does not start with '{'."));
        }
        catch (JsonException exception)
        {
            // The position only: the text around it may hold a key.
            throw new ManagementException(GatewayErrors.BodyNotJson($"error in line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}."));
        }
    }

    private static ManagementLog Log(HttpContext http) => http.RequestServices.GetRequiredService<ManagementLog>();
}
