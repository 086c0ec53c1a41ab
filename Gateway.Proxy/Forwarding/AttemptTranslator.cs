using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Dialects.Responses;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Providers;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// Decides for each attempt how the client's dialect meets what the deployment speaks: passed on where they are the same, else
/// through chat completions, from the client's dialect, to the provider's, or both. So a request may fall back from a server that
/// is passed through to one that is translated, and back.
/// </summary>
internal static class AttemptTranslator
{
    private static readonly TimeSpan s_databaseAway = TimeSpan.FromSeconds(5);

    /// <summary>Null: the body is passed on. When it cannot be put into the server's words, the attempt has the error.</summary>
    public static ValueTask<AttemptTranslation?> PrepareAsync(InferenceContext context, Attempt attempt, CancellationToken cancellationToken)
    {
        var deployment = attempt.Deployment;
        var kind = context.Route.Kind;
        var hasUnwanted = context.Facts.Overrides.AdditionalDropParams.Count + deployment.AdditionalDropParams.Count > 0;
        return deployment.Speaks(kind) && !hasUnwanted && kind is not (EndpointKind.Messages or EndpointKind.Responses)
            ? default
            : new ValueTask<AttemptTranslation?>(PrepareSlowAsync(context, attempt, hasUnwanted, cancellationToken));
    }

    private static async Task<AttemptTranslation?> PrepareSlowAsync(InferenceContext context, Attempt attempt, bool hasUnwanted, CancellationToken cancellationToken)
    {
        var deployment = attempt.Deployment;
        var speaks = deployment.Speaks(context.Route.Kind);
        var hasForeignThoughts = false;
        var fields = new FieldLedger(context.Facts.Overrides.DropParams ?? deployment.DropParams);
        try
        {
            if (context.Route.Kind == EndpointKind.Messages)
            {
                hasForeignThoughts = speaks && deployment.Upstream.ChatTranslator is not null && UnsignedThinking.IsIn(context.Body!.Bytes.Span);
            }
            else if (context.Route.Kind == EndpointKind.Responses && speaks)
            {
                speaks = await CanPassAsync(context, attempt, cancellationToken);
            }

            if (attempt.UpstreamError is not null || (speaks && !hasUnwanted && !hasForeignThoughts))
            {
                return null;
            }

            if (!speaks && ClientDialects.For(context) is { } dialect && await dialect.PrepareAsync(cancellationToken) is { } missing)
            {
                Fail(attempt, missing);
                return null;
            }

            var translation = Translate(context, attempt, speaks, hasForeignThoughts, fields);
            if (fields.Error is { } error)
            {
                Fail(attempt, error);
            }

            return translation;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            Fail(attempt, GatewayErrors.BodyNotJson(exception.Message));
            return null;
        }
        catch (Exception exception) when (exception is DbException or SocketException)
        {
            Fail(attempt, GatewayErrors.NoDatabase(s_databaseAway));
            return null;
        }
    }

    // A conversation that the gateway keeps is gone on with here, one that a server keeps on that server.
    private static async ValueTask<bool> CanPassAsync(InferenceContext context, Attempt attempt, CancellationToken cancellationToken)
    {
        if (context.Route.ResponseId is not null)
        {
            return false;
        }

        if (context.Facts.PreviousResponse is not { } previous)
        {
            return true;
        }

        var store = context.Http.RequestServices.GetRequiredService<ResponseStore>();
        switch (await store.FindAsync(previous, context.Key!.HashText, cancellationToken))
        {
            case null:
                Fail(attempt, GatewayErrors.PreviousResponseNotFound(previous));
                return true;
            case { DeploymentId: { } id } when id != attempt.Deployment.Id:
                Fail(attempt, GatewayErrors.PreviousResponseElsewhere(previous));
                return true;
            case var stored:
                return stored.DeploymentId is not null;
        }
    }

    private static AttemptTranslation? Translate(InferenceContext context, Attempt attempt, bool speaks, bool hasForeignThoughts, FieldLedger fields)
    {
        var deployment = attempt.Deployment;
        var endpoint = context.Route.Kind;
        var form = new RequestForm(context.Body!.Bytes, context.Facts);
        IClientDialect? client = null;
        IChatTranslator? provider = null;
        if (hasForeignThoughts)
        {
            form = Read(UnsignedThinking.Remove(form.Body), endpoint);
        }
        else if (!speaks)
        {
            client = ClientDialects.For(context);
            if (client is not null)
            {
                endpoint = client.Hub;
                form = Read(client.Request(deployment, fields), endpoint);
            }

            if (!deployment.Speaks(endpoint))
            {
                provider = endpoint == EndpointKind.ChatCompletions ? deployment.Upstream.ChatTranslator : null;
                if (provider is null)
                {
                    Fail(attempt, GatewayErrors.EndpointNotServed(attempt.Group, context.Http.Request.Path));
                    return null;
                }
            }
        }

        form = WithoutUnwanted(context, deployment, form, endpoint, fields);
        if (provider is not null && fields.Error is null)
        {
            endpoint = provider.Endpoint;
            form = form with { Body = provider.Request(Edited(form, attempt), deployment.MaxOutputTokens, fields) };
        }

        return new AttemptTranslation { Endpoint = endpoint, Form = form, Client = client, Provider = provider, Dropped = fields.Dropped };
    }

    // additional_drop_params, of the deployment and of the request.
    private static RequestForm WithoutUnwanted(InferenceContext context, Deployment deployment, RequestForm form, EndpointKind endpoint, FieldLedger fields)
    {
        var names = deployment.AdditionalDropParams.Concat(context.Facts.Overrides.AdditionalDropParams).ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0 || form.Facts.IsMultipart)
        {
            return form;
        }

        using var document = JsonDocument.Parse(form.Body, Json.Deep);
        var present = document.RootElement.EnumerateObject().Where(member => names.Contains(member.Name)).Select(member => member.Name).ToList();
        if (present.Count == 0)
        {
            return form;
        }

        present.ForEach(fields.Drop);
        var rest = Json.Object((document.RootElement, names), static (writer, state) =>
        {
            foreach (var member in state.RootElement.EnumerateObject().Where(member => !state.names.Contains(member.Name)))
            {
                member.WriteTo(writer);
            }
        });
        return Read(rest, endpoint);
    }

    private static ReadOnlyMemory<byte> Edited(RequestForm form, Attempt attempt)
    {
        var edits = new List<BodyEdit>(4);
        BodyEdits.Collect(edits, form.Facts, form.Body, attempt.Deployment, attempt.Lease.Model);
        var edited = new byte[BodyEdits.Length(edits, form.Body.Length)];
        new EditedBody(form.Body, edits).ReadExactly(edited);
        return edited;
    }

    private static RequestForm Read(ReadOnlyMemory<byte> body, EndpointKind endpoint)
    {
        RequestReader.Read(body.Span, endpoint, out var facts);
        return new RequestForm(body, facts);
    }

    private static void Fail(Attempt attempt, GatewayError error)
    {
        attempt.Outcome = Outcome.Rejected;
        attempt.UpstreamError = error;
    }
}
