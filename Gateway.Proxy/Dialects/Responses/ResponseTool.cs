using System.Text;
using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// A tool that the client runs, as a chat's function: <c>{"type":"function","name":"f","parameters":{…}}</c>; one of a namespace,
/// <c>{"type":"namespace","name":"n","tools":[…]}</c>, whose name then stands in front; or a custom one, which takes any text,
/// <c>{"type":"custom","name":"f","format":{"type":"grammar","syntax":"lark","definition":"…"}}</c>.
/// </summary>
internal sealed record ResponseTool(JsonElement Json, string Name, string? Namespace, bool IsCustom)
{
    // The only parameter of a custom tool as a function.
    private const string Input = "input";

    /// <summary>As the model knows it.</summary>
    public string FunctionName => FunctionNameOf(Name, Namespace);

    public static string FunctionNameOf(string? name, string? @namespace) => @namespace is null ? name ?? "" : $"{@namespace}__{name}";

    /// <summary>What a custom tool was called with, as a function's arguments.</summary>
    public static string ArgumentsOf(string? input) =>
        Encoding.UTF8.GetString(Dialects.Json.Object(input, static (writer, input) => writer.WriteString(Input, input)).Span);

    /// <summary>What a custom tool is called with, from a function's arguments; those that are no JSON are taken for it themselves.</summary>
    public static string InputOf(string arguments)
    {
        if (!Dialects.Json.IsObject(arguments))
        {
            return arguments;
        }

        using var document = JsonDocument.Parse(arguments, Dialects.Json.Deep);
        return document.RootElement.Text(Input) ?? arguments;
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, FunctionName);
        if (IsCustom)
        {
            WriteCustom(writer);
        }
        else
        {
            foreach (var member in Json.EnumerateObject().Where(member => member.Name is not ("type" or "name") && member.Value.ValueKind != JsonValueKind.Null))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // A chat's function cannot be held to a grammar: the model reads it.
    private void WriteCustom(Utf8JsonWriter writer)
    {
        var description = Json.Text("description") ?? "";
        if (Json.Get("format") is { } format && format.Text("type") == "grammar")
        {
            description += $"\n\nThe input must follow this {format.Text("syntax")} grammar:\n{format.Text("definition")}";
        }

        writer.WriteString("description"u8, description);
        writer.WritePropertyName("parameters"u8);
        writer.WriteRawValue("""{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"""u8);
    }
}
