using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Messages;
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
    /// <summary>Null: the body is passed on. When it cannot be put into the server's words, the attempt has the error.</summary>
    public static AttemptTranslation? Prepare(InferenceContext context, Attempt attempt)
    {
        var deployment = attempt.Deployment;
        var kind = context.Route.Kind;
        var overrides = context.Facts.Overrides;
        var unwanted = overrides.AdditionalDropParams.Count + deployment.AdditionalDropParams.Count > 0;
        var speaks = deployment.Speaks(kind) && !ClientDialects.MustTranslate(context);
        var hasForeignThoughts = kind == EndpointKind.Messages && speaks && deployment.Upstream.ChatTranslator is not null && UnsignedThinking.IsIn(context.Body!.Bytes.Span);
        if (speaks && !unwanted && !hasForeignThoughts)
        {
            return null;
        }

        var fields = new FieldLedger(overrides.DropParams ?? deployment.DropParams);
        try
        {
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
