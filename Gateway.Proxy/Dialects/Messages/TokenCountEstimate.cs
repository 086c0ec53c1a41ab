using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// <c>/v1/messages/count_tokens</c> for a model whose server cannot count: by the size of the request, as the gateway's own limits
/// do it. Clients use the number to decide when to shorten a history, so a rough one is better than none.
/// </summary>
internal sealed class TokenCountEstimate(TimeProvider time)
{
    public async ValueTask<bool> TryAnswerAsync(InferenceContext context, Attempt attempt)
    {
        if (context.Route.Kind != EndpointKind.CountTokens || attempt.Deployment.Speaks(EndpointKind.CountTokens) || attempt.Deployment.TakesExtensions)
        {
            return false;
        }

        attempt.Status = StatusCodes.Status200OK;
        attempt.FirstTokenAt = time.GetTimestamp();
        attempt.Outcome = Outcome.Relayed;
        var body = CountTokensDialect.Answer(context.Plan!.PromptTokens);
        var response = context.Http.Response;
        using var upstream = new HttpResponseMessage();
        AnswerHeaders.Write(context, attempt, upstream.Headers, time);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.Http.RequestAborted);
        return true;
    }
}
