using System.Buffers;
using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;

namespace Gateway.Simulator.Requests;

/// <summary>
/// The life of an inference request:
/// (1) the whole body is read and remembered, (2) faults that strike before the answer, (3) the body becomes JSON,
/// (4) the model is known, (5) the endpoint decides on an answer, (6) the answer is sent.
/// </summary>
internal static class InferencePipeline
{
    /// <summary>An endpoint whose body is a JSON object.</summary>
    public static RequestDelegate Json(Func<InferenceCall, FieldReader, Answer> endpoint, bool modelRequired = true) =>
        context => RunAsync(context, (call, body) => ReadJson(call, body, endpoint, modelRequired));

    /// <summary>An endpoint that takes any body.</summary>
    public static RequestDelegate Raw(Func<InferenceCall, byte[], Answer> endpoint) => context => RunAsync(context, endpoint);

    private static async Task RunAsync(HttpContext context, Func<InferenceCall, byte[], Answer> endpoint)
    {
        var engine = context.Engine();
        if (await AcceptAsync(context, engine, endpoint) is (var call, var answer))
        {
            // :: Step 6: in a method of its own, so that a long stream keeps neither body nor JSON alive.
            await answer.SendAsync(call);
        }
    }

    private static async Task<(InferenceCall, Answer)?> AcceptAsync(HttpContext context, SimulatedEngine engine, Func<InferenceCall, byte[], Answer> endpoint)
    {
        // :: Step 1
        var body = await ReadBodyAsync(context);
        engine.Record(context, body);

        // :: Step 2
        if (engine.IsStarting)
        {
            await ErrorWriter.WriteAsync(context, engine.Settings.ErrorShape, ApiError.Unavailable("The engine is starting."));
            return null;
        }

        var faults = context.Features.Get<RequestFaults>() ?? RequestFaults.None;
        return await StruckAsync(context, engine, faults) ? null : Decide(new InferenceCall(context, engine, faults), body, endpoint);
    }

    private static (InferenceCall, Answer) Decide(InferenceCall call, byte[] body, Func<InferenceCall, byte[], Answer> endpoint)
    {
        if (call.Engine.Settings.EnableRequestIdHeaders)
        {
            call.Context.Response.Headers["X-Request-Id"] = call.RequestId;
        }

        return (call, endpoint(call, body));
    }

    private static Answer ReadJson(InferenceCall call, byte[] body, Func<InferenceCall, FieldReader, Answer> endpoint, bool modelRequired)
    {
        // :: Step 3
        var type = call.Context.Request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Answer.Error(ApiError.BadRequest("1 validation error:\n  Unsupported Media Type: Only 'application/json' is allowed"));
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            return Answer.Error(ApiError.BadRequest(
                $"1 validation error:\n  {{'type': 'json_invalid', 'loc': ('body', {exception.BytePositionInLine}), 'msg': 'JSON decode error'}}"));
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Answer.Error(ApiError.BadRequest(
                    "1 validation error:\n  {'type': 'model_attributes_type', 'loc': ('body',), 'msg': 'Input should be a valid dictionary'}"));
            }

            // :: Step 4
            var fields = new FieldReader(document.RootElement);
            var model = fields.Text("model");
            if (fields.Error is null && model is not null && !call.Engine.Serves(model))
            {
                return Answer.Error(ApiError.UnknownModel(model));
            }

            if (modelRequired && model is null && call.Engine.Settings.Aliases.Count > 0)
            {
                // vLLM takes its only model when none is named; with several names it asks.
                fields.Fail(ApiError.Validation("missing", "model", "Field required"));
            }

            // :: Step 5
            return fields.Error is { } error ? Answer.Error(error) : endpoint(call, fields);
        }
    }

    /// <summary>Lets the faults strike that need no answer. True when the request is over.</summary>
    public static async Task<bool> StruckAsync(HttpContext context, SimulatedEngine engine, RequestFaults faults)
    {
        if (faults.Find(FaultKind.HangBeforeHeaders) is { } hang && !await faults.HangAsync(hang, engine.Time, context.RequestAborted))
        {
            return true;
        }

        if (faults.Has(FaultKind.ResetBeforeHeaders))
        {
            ConnectionReset.Reset(context);
            return true;
        }

        if (faults.Has(FaultKind.Unauthorized))
        {
            await Authorization.RefuseAsync(context);
            return true;
        }

        if (faults.Has(FaultKind.EmptyNotFound))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return true;
        }

        if (faults.Find(FaultKind.Status) is { } status)
        {
            await WriteStatusAsync(context, status, status.Shape ?? engine.Settings.ErrorShape);
            return true;
        }

        return false;
    }

    private static Task WriteStatusAsync(HttpContext context, Fault fault, ErrorShape shape)
    {
        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return ErrorWriter.WriteAsync(context, shape, ApiError.OfStatus(fault.Status, fault.Message));
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (result.IsCompleted || result.IsCanceled)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
