using System.Text.Json;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// A Messages request as a chat completion request. Raw form:
/// <c>{"model":"m","max_tokens":1024,"system":"…" or [{"type":"text","text":"…"}],"messages":[…],"tools":[…],"tool_choice":{"type":"auto"},
/// "stop_sequences":["…"],"thinking":{"type":"enabled","budget_tokens":2048},"metadata":{"user_id":"…"},"stream":true}</c>
/// </summary>
internal sealed class MessagesRequestTranslation(JsonElement request, Deployment deployment, FieldLedger fields)
{
    public ReadOnlyMemory<byte> Write() => Json.Object(this, static (writer, self) => self.WriteMembers(writer), request.SizeOfTranslation());

    private void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("model"u8, request.Text("model"));
        new TurnsTranslation(request, deployment, fields).Write(writer);
        new MessagesToolsTranslation(request, fields).Write(writer);
        WriteReasoning(writer);
        WriteFormat(writer);
        foreach (var field in request.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null)
            {
                WriteField(writer, field.Name, field.Value);
            }
        }
    }

    private void WriteField(Utf8JsonWriter writer, string name, JsonElement value)
    {
        switch (name)
        {
            case "model" or "system" or "messages" or "tools" or "tool_choice" or "thinking":
                // Written above.
                break;
            case "max_tokens":
                writer.Copy(deployment.MaxTokensField, value);
                break;
            case "stop_sequences":
                writer.Copy("stop", value);
                break;
            case "temperature" or "top_p":
                writer.Copy(name, value);
                break;
            case "stream":
                ChatJson.WriteStream(writer, value);
                break;
            case "metadata":
                WriteMetadata(writer, value);
                break;
            case "output_config" or "output_format":
                CheckConfig(name, value);
                break;
            case "cache_control" or "service_tier" or "context_management" or "inference_geo" or "speed":
                // Hints: for a cache, a queue, or the tidying of a long history.
                fields.Drop(name);
                break;
            case "mcp_servers" or "container":
                fields.Refuse(name);
                break;
            case "top_k" when !deployment.TakesExtensions:
                fields.Refuse(name);
                break;
            default:
                // A field of the model server's own, such as chat_template_kwargs; that server judges it.
                writer.Copy(name, value);
                break;
        }
    }

    private void WriteMetadata(Utf8JsonWriter writer, JsonElement metadata)
    {
        if (metadata.Text("user_id") is { } user)
        {
            writer.WriteString("user"u8, user);
        }

        if (metadata.ValueKind == JsonValueKind.Object && metadata.EnumerateObject().FirstOrDefault(member => member.Name is not ("user_id" or "tags")) is { Value.ValueKind: not JsonValueKind.Undefined } other)
        {
            fields.Drop("metadata." + other.Name);
        }
    }

    // {"type":"enabled","budget_tokens":4096}, {"type":"adaptive"} with output_config.effort, {"type":"disabled"}; LiteLLM's steps.
    private void WriteReasoning(Utf8JsonWriter writer)
    {
        var thinking = request.Get("thinking");
        var effort = request.Get("output_config")?.Text("effort") switch { "max" or "xhigh" => "high", var given => given };
        if (thinking?.Text("type") == "enabled")
        {
            effort ??= thinking?.Int("budget_tokens") switch { null or < 2_000 => "low", < 10_000 => "medium", _ => "high" };
        }

        if (effort is not null)
        {
            writer.WriteString("reasoning_effort"u8, effort);
        }
    }

    // {"format":{"type":"json_schema","schema":{…}}}, in output_config or, older, as output_format.
    private void WriteFormat(Utf8JsonWriter writer)
    {
        if ((request.Get("output_config")?.Get("format") ?? request.Get("output_format")) is not { } format)
        {
            return;
        }

        if (format.Text("type") != "json_schema" || format.Get("schema") is not { } schema)
        {
            fields.Refuse("output_config.format");
            return;
        }

        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, "json_schema"u8);
        writer.WriteStartObject("json_schema"u8);
        writer.WriteString("name"u8, "answer"u8);
        writer.Copy("schema", schema);
        writer.WriteBoolean("strict"u8, true);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void CheckConfig(string name, JsonElement config)
    {
        if (name != "output_config" || config.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in config.EnumerateObject().Where(member => member.Name is not ("effort" or "format")))
        {
            fields.Refuse("output_config." + member.Name);
        }
    }
}
