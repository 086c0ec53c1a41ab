using System.Text.Json;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// A Responses request as a chat completion request. Raw form:
/// <c>{"model":"m","instructions":"…","input":"…" or [items],"max_output_tokens":100,"text":{"format":{"type":"json_schema",…}},
/// "tools":[{"type":"function","name":"f","parameters":{…}}],"reasoning":{"effort":"low"},"previous_response_id":"resp_…","store":true}</c>
/// </summary>
internal sealed class ResponsesRequestTranslation(JsonElement request, IReadOnlyList<StoredResponse> history, ResponseTools tools, Deployment deployment, FieldLedger fields)
{
    // Asked for in include: a chat has a field for it.
    private const string Logprobs = "message.output_text.logprobs";

    public ReadOnlyMemory<byte> Write() => Json.Object(this, static (writer, self) => self.WriteMembers(writer), request.SizeOfTranslation());

    private void WriteMembers(Utf8JsonWriter writer)
    {
        new ItemsTranslation(deployment, fields).Write(writer, request, history);
        new ResponsesToolsTranslation(request, tools, fields).Write(writer);
        if (request.List("include").Any(item => item.ValueEquals(Logprobs)) || request.Int("top_logprobs") > 0)
        {
            writer.WriteBoolean("logprobs"u8, true);
        }

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
            case "instructions" or "input" or "tools" or "tool_choice" or "previous_response_id" or "store" or "background" or "metadata":
                // Written above, or the gateway's own business.
                break;
            case "max_output_tokens":
                writer.Copy(deployment.MaxTokensField, value);
                break;
            case "stream":
                ChatJson.WriteStream(writer, value);
                break;
            case "reasoning":
                WriteReasoning(writer, value);
                break;
            case "text":
                WriteText(writer, value);
                break;
            case "parallel_tool_calls":
                if (tools.All.Count > 0)
                {
                    writer.Copy(name, value);
                }

                break;
            case "safety_identifier" when request.Get("user") is null:
                writer.Copy("user", value);
                break;
            case "truncation" when value.ValueEquals("disabled"):
            case "top_logprobs" when value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0:
            case "include" when value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueEquals(Logprobs)):
                // Says what is so anyway.
                break;
            case "max_tool_calls":
                // Of tools that OpenAI's servers run: there are none here.
            case "safety_identifier" or "stream_options" or "include" or "service_tier" or "prompt_cache_key" or "prompt_cache_retention" or "truncation" or "client_metadata":
                fields.Drop(name);
                break;
            case "prompt" or "conversation" or "context_management":
                fields.Refuse(name);
                break;
            default:
                // temperature, top_p, user, model, and fields of the model server's own.
                writer.Copy(name, value);
                break;
        }
    }

    private void WriteReasoning(Utf8JsonWriter writer, JsonElement reasoning)
    {
        if (reasoning.Text("effort") is { } effort)
        {
            writer.WriteString("reasoning_effort"u8, effort);
        }

        foreach (var name in (string[])["summary", "generate_summary", "encrypted_content"])
        {
            if (reasoning.Get(name) is not null)
            {
                fields.Drop("reasoning." + name);
            }
        }
    }

    // {"format":{"type":"json_schema","name":"…","schema":{…},"strict":true},"verbosity":"low"}
    private static void WriteText(Utf8JsonWriter writer, JsonElement text)
    {
        if (text.Get("verbosity") is { } verbosity)
        {
            writer.Copy("verbosity", verbosity);
        }

        if (text.Get("format") is not { } format || format.Text("type") is null or "text")
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, format.Text("type"));
        if (format.Text("type") == "json_schema")
        {
            writer.WriteStartObject("json_schema"u8);
            foreach (var member in format.EnumerateObject().Where(member => member.Name != "type"))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
