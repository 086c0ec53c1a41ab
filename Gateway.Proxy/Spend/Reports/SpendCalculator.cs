using System.Text.Json;
using Gateway.Contracts;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pricing;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>
/// <c>POST /spend/calculate</c>: what a request or an answer costs at the prices of the config.
/// <code>
/// {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
/// {"completion_response": {"model": "m", "usage": {"prompt_tokens": 12, "completion_tokens": 30}}}
/// </code>
/// </summary>
internal static class SpendCalculator
{
    public static async Task CalculateAsync(HttpContext http)
    {
        JsonDocument body;
        try
        {
            body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        }
        catch (JsonException exception)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.BodyNotJson(exception.Message));
            return;
        }

        using (body)
        {
            var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
            if (Error(snapshot, body.RootElement, out var cost) is { } error)
            {
                await ErrorJson.WriteAsync(http, error);
                return;
            }

            await http.Response.WriteAsJsonAsync(new SpendCalculation(cost), SpendJson.Default.SpendCalculation, cancellationToken: http.RequestAborted);
        }
    }

    private static GatewayError? Error(GatewaySnapshot snapshot, JsonElement body, out double cost)
    {
        cost = 0;
        if (body.ValueKind != JsonValueKind.Object)
        {
            return GatewayErrors.BodyNotJson("it is something else");
        }

        var hasAnswer = body.TryGetProperty("completion_response", out var answer) && answer.ValueKind == JsonValueKind.Object;
        if ((Text(body, "model") ?? (hasAnswer ? Text(answer, "model") : null)) is not { } name)
        {
            return GatewayErrors.MissingField("model");
        }

        if (!snapshot.TryResolve(name, out var model))
        {
            return GatewayErrors.ModelNotFound(name);
        }

        Usage usage;
        if (hasAnswer)
        {
            if (AnswerFacts.Read(JsonSerializer.SerializeToUtf8Bytes(answer, SpendJson.Default.JsonElement)).Usage is not { } given)
            {
                return GatewayErrors.MissingField("completion_response.usage");
            }

            usage = given;
        }
        else if (body.TryGetProperty("messages", out var messages))
        {
            usage = new Usage(TokenEstimate.FromBytes(messages.GetRawText().Length), 0) { Estimated = true };
        }
        else
        {
            return GatewayErrors.MissingField("messages");
        }

        cost = CostCalculator.Cost((model.Pinned ?? model.Group.Deployments[0]).Price, usage, TimeSpan.Zero, TimeSpan.Zero);
        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
