using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Providers;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy.Forwarding;

/// <summary>Carries out one attempt over YARP's forwarder, and says how it ended.</summary>
internal sealed class AttemptSender(IHttpForwarder forwarder, UpstreamClient upstream, UpstreamAuthorizer authorizer, TimeProvider time)
{
    // The limits that matter (first token, whole call, idle) are the gateway's own; YARP's must never come first.
    private static readonly ForwarderRequestConfig s_config = new()
    {
        ActivityTimeout = TimeSpan.FromDays(1),
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task SendAsync(InferenceContext context, Attempt attempt, List<BodyEdit> edits, TimeSpan limit, TimeSpan idleLimit)
    {
        var http = context.Http;
        using var deadline = new CancellationTokenSource(limit, time);
        if (await PrepareAsync(context, attempt, edits, deadline.Token) is not { } body)
        {
            return;
        }

        using var transformer = new AttemptTransformer(context, attempt, idleLimit, deadline, time);
        using var invoker = new AttemptInvoker(upstream.Handler, body);
        var error = await forwarder.SendAsync(http, attempt.Deployment.ApiBase, invoker, s_config, transformer, deadline.Token);
        if (error != ForwarderError.None)
        {
            attempt.Exception = http.Features.Get<IForwarderErrorFeature>()?.Exception ?? attempt.Exception;
            attempt.Outcome = OutcomeOf(error, attempt);
        }
    }

    // What is passed on as it is needs no waiting here, and so no memory either. Null: there is nothing to send.
    private async ValueTask<EditedBodyContent?> PrepareAsync(InferenceContext context, Attempt attempt, List<BodyEdit> edits, CancellationToken cancellationToken)
    {
        attempt.Translation = await AttemptTranslator.PrepareAsync(context, attempt, cancellationToken);
        if (attempt.UpstreamError is not null)
        {
            return null;
        }

        var (body, facts) = attempt.Translation?.Form ?? new RequestForm(context.Body!.Bytes, context.Facts);
        edits.Clear();
        if (attempt.Translation?.Provider is null)
        {
            BodyEdits.Collect(edits, facts, body, attempt.Deployment, attempt.Lease.Model);
        }

        if (!await TrySignAsync(attempt, cancellationToken))
        {
            return null;
        }

        var request = context.Http.Request;
        var type = context.Facts.IsMultipart ? request.ContentType ?? "application/octet-stream" : "application/json";
        return new EditedBodyContent(new EditedBody(body, edits), BodyEdits.Length(edits, body.Length), type);
    }

    // A token that cannot be had is the deployment's trouble, like a key that is refused.
    private async ValueTask<bool> TrySignAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            attempt.Signature = await authorizer.HeaderAsync(attempt.Deployment, cancellationToken);
            return true;
        }
        catch (HttpRequestException exception)
        {
            attempt.Outcome = exception.StatusCode is null ? Outcome.Unreachable : Outcome.CredentialsRejected;
            attempt.UpstreamError = exception.StatusCode is null ? null : GatewayErrors.UpstreamCredentials(attempt.Group);
            attempt.Exception = exception;
            return false;
        }
        catch (OperationCanceledException)
        {
            attempt.Outcome = attempt.ClientGone ? Outcome.ClientGone : Outcome.TimedOut;
            return false;
        }
    }

    /// <summary>The outcome of an attempt that the forwarder itself saw fail.</summary>
    private static Outcome OutcomeOf(ForwarderError error, Attempt attempt)
    {
        if (attempt.ClientGone)
        {
            return Outcome.ClientGone;
        }

        return error switch
        {
            // The idle limit of YARP is a day, so this is the connect limit.
            ForwarderError.RequestTimedOut => Outcome.Unreachable,
            ForwarderError.RequestCanceled or ForwarderError.ResponseBodyCanceled => Outcome.TimedOut,
            ForwarderError.Request when IsConnectFailure(attempt.Exception) => Outcome.Unreachable,
            ForwarderError.ResponseBodyClient or ForwarderError.RequestBodyClient => Outcome.ClientGone,
            _ => Outcome.Interrupted,
        };
    }

    private static bool IsConnectFailure(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };
}
