using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Responses;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Realtime;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// One attempt as YARP's forwarder sees it: writes the upstream request, and decides on the upstream response whether it
/// goes to the client. Returning false from <see cref="TransformResponseAsync"/> keeps the response unstarted, so that
/// another attempt may follow; the verdict is on <see cref="Attempt"/>.
/// </summary>
/// <param name="deadline">Ends the attempt; disarmed by a stream's first token.</param>
internal sealed class AttemptTransformer(
    InferenceContext context,
    Attempt attempt,
    TimeSpan idleLimit,
    CancellationTokenSource deadline,
    TimeProvider time) : HttpTransformer, IDisposable
{
    private const int LongestErrorBody = 64 * 1024;

    private BufferedAnswer? _buffered;
    private CancellationTokenSource? _streamLimit;
    private CancellationTokenRegistration _clientGone;

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var deployment = attempt.Deployment;
        var endpoint = attempt.Translation?.Endpoint ?? context.Route.Kind;
        proxyRequest.RequestUri = context.Route.PassThrough?.Url(deployment, httpContext.Request.QueryString) ?? deployment.Url(endpoint, attempt.Lease.Model);

        // The client's headers stay here, its credentials and cookies above all, unless ClientHeaders lets one through: the server gets what it
        // needs to read the body.
        var headers = proxyRequest.Headers;
        if (attempt.Signature is { } signature)
        {
            headers.TryAddWithoutValidation(signature.Header, signature.Value);
        }

        headers.TryAddWithoutValidation(RequestIdStep.RequestIdHeader, context.RequestId);
        foreach (var (name, value) in deployment.ExtraHeaders)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (endpoint == EndpointKind.Realtime)
        {
            proxyRequest.RequestUri = new UriBuilder(proxyRequest.RequestUri) { Query = QueryString.Create("model", attempt.Lease.Model.Name).Value }.Uri;
            RealtimeEndpoint.AddRequest(headers, httpContext.Request.Headers);
        }

        ProviderHeaders.AddRequest(headers, httpContext.Request.Headers, context.Route.PassThrough is null ? endpoint : context.Route.Spoken);
        ClientHeaders.Add(headers, httpContext.Request.Headers, attempt.Group, context.Snapshot.Config);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return false;
        }

        attempt.Status = (int)proxyResponse.StatusCode;
        if (attempt.Status == StatusCodes.Status101SwitchingProtocols)
        {
            // From here on it takes as long as the two sides want.
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            attempt.Outcome = Outcome.Relayed;
            if (context.Route.Kind != EndpointKind.Realtime)
            {
                return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
            }

            await httpContext.RequestServices.GetRequiredService<RealtimeRelay>().RunAsync(context, attempt, proxyResponse, UpstreamModel.Quote(ClientModelName));
            return false;
        }

        ProviderHeaders.Learn(attempt.Deployment.State.ProviderLimits, proxyResponse.Headers);
        try
        {
            if (OutcomeRules.FromStatus(attempt.Status) is not Outcome.Relayed and var refused)
            {
                attempt.RetryAfter = RetryAfter(proxyResponse.Headers);
                await ReadErrorAsync(proxyResponse.Content, refused, cancellationToken);
                return false;
            }

            return MediaType(proxyResponse.Content.Headers) switch
            {
                "text/event-stream" => await RelayStreamAsync(proxyResponse, cancellationToken),
                "application/json" => await RelayJsonAsync(proxyResponse, cancellationToken),
                _ when attempt.Translation is not null => Unreadable(null),
                _ => RelayAsItIs(proxyResponse),
            };
        }
        catch (OperationCanceledException)
        {
            attempt.Outcome = attempt.ClientGone ? Outcome.ClientGone : Outcome.TimedOut;
            return false;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            attempt.Outcome = Outcome.Interrupted;
            attempt.Exception = exception;
            return false;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return Unreadable(exception);
        }
    }

    /// <summary>Gives pooled memory and timers back; the forwarder is done with the answer.</summary>
    public void Dispose()
    {
        _clientGone.Dispose();
        _streamLimit?.Dispose();
        _buffered?.Dispose();
    }

    private async Task ReadErrorAsync(HttpContent content, Outcome outcome, CancellationToken cancellationToken)
    {
        var body = await BufferedAnswer.ReadAsync(content, LongestErrorBody, cancellationToken);
        var bytes = body?.Bytes.ToArray() ?? [];
        body?.Dispose();
        SetError(outcome, attempt.Status, bytes);
    }

    private void SetError(Outcome outcome, int status, byte[] body)
    {
        var error = UpstreamError.Read(body);
        attempt.Outcome = error.Refine(outcome);
        attempt.UpstreamError = outcome == Outcome.CredentialsRejected
            ? GatewayErrors.UpstreamCredentials(attempt.Group)
            : error.ToGatewayError(status, body, attempt.Deployment.ApiKey) with { RetryAfter = attempt.RetryAfter };
    }

    private async ValueTask<bool> RelayStreamAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var translation = attempt.Translation;
        var facts = translation?.Form.Facts ?? context.Facts;
        var spoken = translation is { Client: null, Provider: null } ? context.Route.Spoken : translation?.Client?.Hub ?? context.Route.Spoken;
        var relay = new SseRelay(new SseRelayOptions(
            facts.Choices,
            IsGeneration: spoken is EndpointKind.ChatCompletions or EndpointKind.Completions or EndpointKind.Messages or EndpointKind.Responses,
            HideUsage: facts.StreamOptions != StreamOptionsFact.UsageOn && !context.Snapshot.Config.GeneralSettings.AlwaysIncludeStreamUsage,
            ClientModel(),
            ClientDialects.EventsOf(spoken)));
        attempt.Relay = relay;
        var upstream = await response.Content.ReadAsStreamAsync(cancellationToken);
        upstream = translation?.Provider is { } provider ? new TranslatedStream(upstream, provider.Stream(time.GetUtcNow().ToUnixTimeSeconds())) : upstream;
        var stream = new SseRelayStream(upstream, relay, attempt, StreamLimit(), idleLimit);
        var started = false;
        try
        {
            started = await stream.WaitForTokenAsync(cancellationToken);
        }
        finally
        {
            if (!started)
            {
                await stream.DisposeAsync();
            }
        }

        if (!started)
        {
            attempt.Outcome = Outcome.Interrupted;
            if (relay.ErrorData is { } data)
            {
                // The event's code is a status in vLLM: {"error":{"message":"…","type":"InternalServerError","code":500}}.
                var status = UpstreamError.Read(data).StatusOfEvent;
                SetError(OutcomeRules.FromStatus(status), status, data);
            }

            return false;
        }

        deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        if (translation?.Client is null)
        {
            await NoteAsync(relay.AnswerId);
        }

        attempt.FirstTokenAt = time.GetTimestamp();
        response.Content = new StreamContent(translation?.Client is { } client ? new TranslatedStream(stream, client.Stream()) : stream);
        Begin(response, "text/event-stream; charset=utf-8");
        return true;
    }

    // Ends reads of a stream that is idle, or whose client has gone. Not the forwarder's own token: that one would end the writes too.
    private CancellationTokenSource StreamLimit()
    {
        _streamLimit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _clientGone = context.Http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _streamLimit);
        return _streamLimit;
    }

    private async ValueTask<bool> RelayJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        _buffered = await BufferedAnswer.ReadAsync(response.Content, BufferedAnswer.LongestAnswer, cancellationToken);
        if (_buffered is null)
        {
            attempt.Outcome = Outcome.ServerError;
            attempt.UpstreamError = GatewayErrors.UpstreamAnswerTooLarge(attempt.Group);
            return false;
        }

        if (attempt.Translation?.Provider is { } provider)
        {
            var answer = provider.Answer(_buffered.Bytes, time.GetUtcNow().ToUnixTimeSeconds());
            _buffered.Dispose();
            _buffered = BufferedAnswer.Of(answer.Span);
        }

        var facts = AnswerFacts.Read(_buffered.Bytes.Span);
        var model = ClientModel();
        if (!facts.Model.IsEmpty && !model.IsEmpty)
        {
            _buffered.Replace(facts.Model, model.Span);
        }

        attempt.FirstTokenAt = time.GetTimestamp();
        attempt.SetUsage(facts.Usage ?? default, time);
        attempt.Outcome = Outcome.Relayed;
        if (context.Route.Kind == EndpointKind.Responses && attempt.Translation?.Client is null)
        {
            await NoteAsync(ServerSideResponses.IdOf(_buffered.Bytes));
        }

        var told = attempt.Translation?.Client is { } client ? await client.AnswerAsync(_buffered.Bytes) : _buffered.Bytes;
        response.Content = new ReadOnlyMemoryContent(told);
        Begin(response, "application/json");
        context.Http.Response.ContentLength = told.Length;
        return true;
    }

    private ValueTask NoteAsync(string? answerId) =>
        answerId is null ? default : context.Http.RequestServices.GetRequiredService<ServerSideResponses>().NoteAsync(context, attempt, answerId);

    private bool Unreadable(Exception? exception)
    {
        attempt.Outcome = Outcome.ServerError;
        attempt.Exception = exception;
        attempt.UpstreamError = GatewayErrors.UpstreamUnreadable(attempt.Group);
        return false;
    }

    // Audio, images, plain text: bytes that nobody here looks into.
    private bool RelayAsItIs(HttpResponseMessage response)
    {
        attempt.FirstTokenAt = time.GetTimestamp();
        attempt.Outcome = Outcome.Relayed;
        var length = response.Content.Headers.ContentLength;
        Begin(response, response.Content.Headers.ContentType?.ToString());
        context.Http.Response.ContentLength = length;
        return true;
    }

    private void Begin(HttpResponseMessage response, string? contentType)
    {
        context.Http.Response.StatusCode = attempt.Status;
        context.Http.Response.ContentType = contentType;
        AnswerHeaders.Write(context, attempt, response.Headers, time);
    }

    // Clients see the name they sent; where a fallback answered, the group that did.
    private string ClientModelName => context.Plan!.OnFallback ? attempt.Group : context.RequestedModel;

    private ReadOnlyMemory<byte> ClientModel()
    {
        var name = ClientModelName;
        return string.Equals(name, attempt.Lease.Model.Name, StringComparison.Ordinal) ? attempt.Lease.Model.Json : UpstreamModel.Quote(name);
    }

    // "application/json; charset=utf-8", up to the semicolon: as a typed header it would be parsed and made an object for each answer.
    private static string? MediaType(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Type", out var values))
        {
            return null;
        }

        var value = values.ToString();
        var end = value.IndexOf(';');
        return end < 0 ? value : value[..end].TrimEnd();
    }

    // "retry-after: 7" or an HTTP date.
    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Retry-After", out var values) || values.FirstOrDefault() is not { } value)
        {
            return null;
        }

        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 86_400)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > time.GetUtcNow()
            ? date - time.GetUtcNow()
            : null;
    }
}
