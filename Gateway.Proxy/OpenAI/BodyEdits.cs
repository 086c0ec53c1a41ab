using System.Text.Json;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// What changes in a body on its way to one deployment: <c>model</c> is replaced in place, the gateway's fields are cut
/// out, the deployment's defaults and <c>stream_options.include_usage</c> are put in. Everything else stays byte for byte.
/// </summary>
internal static class BodyEdits
{
    private static readonly ReadOnlyMemory<byte> s_streamOptions = "\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_streamOptionsComma = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_includeUsageComma = "\"include_usage\":true,"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_includeUsage = "\"include_usage\":true"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_usageObject = "{\"include_usage\":true}"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_true = "true"u8.ToArray();

    /// <summary>Fills <paramref name="edits"/>, in body order.</summary>
    public static void Collect(List<BodyEdit> edits, RequestFacts facts, ReadOnlyMemory<byte> body, Deployment deployment, UpstreamModel model)
    {
        edits.Clear();
        if (facts.IsMultipart)
        {
            AddModel(edits, facts, model.Text);
            return;
        }

        AddFields(edits, facts, body, deployment, model);
        AddModel(edits, facts, model.Json);
        if (facts.GatewayFields is { } cuts)
        {
            foreach (var cut in cuts)
            {
                edits.Add(new BodyEdit(cut, default));
            }
        }

        AddUsage(edits, facts);
        if (edits.Count > 1)
        {
            // The insertion is empty, so it comes before a cut that starts at the same byte; no other two edits share a start.
            edits.Sort(static (a, b) => a.Range.Start != b.Range.Start ? a.Range.Start.CompareTo(b.Range.Start) : a.Range.End.CompareTo(b.Range.End));
        }
    }

    /// <summary>Bytes that the edited body will have.</summary>
    public static long Length(List<BodyEdit> edits, int bodyLength)
    {
        long length = bodyLength;
        foreach (var edit in edits)
        {
            length += edit.Replacement.Length - (edit.Range.End - edit.Range.Start);
        }

        return length;
    }

    private static void AddModel(List<BodyEdit> edits, RequestFacts facts, ReadOnlyMemory<byte> model)
    {
        if (!facts.ModelRange.IsEmpty)
        {
            edits.Add(new BodyEdit(facts.ModelRange, model));
        }
    }

    // New fields go in front, right after the brace, as one edit, so that nothing behind them has to be looked at.
    private static void AddFields(List<BodyEdit> edits, RequestFacts facts, ReadOnlyMemory<byte> body, Deployment deployment, UpstreamModel model)
    {
        var needsModel = facts.ModelRange.IsEmpty;
        var needsUsage = facts is { Stream: true, StreamOptions: StreamOptionsFact.Absent };
        if (!needsModel && deployment.BodyDefaults.Count == 0)
        {
            if (needsUsage)
            {
                Insert(edits, facts, facts.HasFields ? s_streamOptionsComma : s_streamOptions);
            }

            return;
        }

        using var fields = new MemoryStream();
        if (needsModel)
        {
            Append(fields, [.. "\"model\":"u8, .. model.Json.Span]);
        }

        if (needsUsage)
        {
            Append(fields, s_streamOptions.Span);
        }

        var present = deployment.BodyDefaults.Count == 0 ? [] : FieldNames(body.Span);
        foreach (var (name, field) in deployment.BodyDefaults)
        {
            if (!present.Contains(name))
            {
                Append(fields, field.Span);
            }
        }

        if (fields.Length > 0)
        {
            if (facts.HasFields)
            {
                fields.WriteByte((byte)',');
            }

            Insert(edits, facts, fields.ToArray());
        }
    }

    private static void Append(MemoryStream fields, ReadOnlySpan<byte> field)
    {
        if (fields.Length > 0)
        {
            fields.WriteByte((byte)',');
        }

        fields.Write(field);
    }

    private static void Insert(List<BodyEdit> edits, RequestFacts facts, ReadOnlyMemory<byte> bytes) =>
        edits.Add(new BodyEdit(new ByteRange(facts.FieldsStart, facts.FieldsStart), bytes));

    private static void AddUsage(List<BodyEdit> edits, RequestFacts facts)
    {
        if (!facts.Stream)
        {
            return;
        }

        switch (facts.StreamOptions)
        {
            case StreamOptionsFact.Null:
                edits.Add(new BodyEdit(facts.StreamOptionsRange, s_usageObject));
                break;
            case StreamOptionsFact.UsageOff:
                edits.Add(new BodyEdit(facts.StreamOptionsRange, s_true));
                break;
            case StreamOptionsFact.Empty:
                edits.Add(new BodyEdit(facts.StreamOptionsRange, s_includeUsage));
                break;
            case StreamOptionsFact.WithoutUsage:
                edits.Add(new BodyEdit(facts.StreamOptionsRange, s_includeUsageComma));
                break;
        }
    }

    private static HashSet<string> FieldNames(ReadOnlySpan<byte> body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }

        return names;
    }
}
