using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.JsonSchema;

namespace Gateway.Tests.Simulator;

public sealed class JsonSchemaTests
{
    public static TheoryData<string> Schemas => new(
        """{"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}, "required": ["name", "age"], "additionalProperties": false}""",
        """{"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "array", "items": {"type": "number"}}}, "required": ["b"]}}, "required": ["a"]}""",
        """{"type": "object", "required": ["undescribed"], "additionalProperties": {"type": "integer"}}""",
        """{"type": "object", "additionalProperties": {"type": "boolean"}, "minProperties": 3}""",
        """{"type": "array", "items": {"type": "string"}, "minItems": 4, "maxItems": 5}""",
        """{"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": true}""",
        """{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false}""",
        """{"type": "array", "maxItems": 0}""",
        """{"enum": ["red", 5, null, {"x": 1}]}""",
        """{"const": {"fixed": [1, 2]}}""",
        """{"type": "integer", "minimum": 5, "maximum": 7}""",
        """{"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7}""",
        """{"type": "integer", "minimum": 100}""",
        """{"type": "integer", "maximum": -100}""",
        """{"type": "integer", "multipleOf": 7, "minimum": 50}""",
        """{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}""",
        """{"type": "number", "multipleOf": 0.25, "minimum": -1, "maximum": 1}""",
        """{"type": "number", "minimum": 3, "maximum": 3}""",
        """{"type": "boolean"}""",
        """{"type": "null"}""",
        """{"type": ["string", "null"], "maxLength": 3}""",
        """{"type": "string", "minLength": 200, "maxLength": 210}""",
        """{"type": "string", "pattern": "^[A-Z]{2}-\\d{4}(x|yz)?$"}""",
        """{"type": "string", "pattern": "^(?:\\+\\d{1,3} )?[0-9a-f_]+\\.$"}""",
        """{"anyOf": [{"type": "string", "minLength": 3}, {"type": "integer", "minimum": 1000}]}""",
        """{"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}]}""",
        """{"allOf": [{"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}, {"properties": {"y": {"type": "string"}}, "required": ["y"]}]}""",
        """{"$defs": {"point": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}}, "type": "array", "items": {"$ref": "#/$defs/point"}, "minItems": 2}""",
        """{"$defs": {"node": {"type": "object", "properties": {"value": {"type": "integer"}, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}, "required": ["value", "next"], "additionalProperties": false}}, "$ref": "#/$defs/node"}""",
        """{"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#"}}}, "required": ["children"]}""",
        """{"properties": {"untyped": {"minimum": 2, "maximum": 4}}, "required": ["untyped"]}""",
        """{"type": "object", "properties": {"quote\"d\n": {"type": "string"}}, "required": ["quote\"d\n"]}""");

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Generated_values_are_valid_whatever_the_seed(string schema)
    {
        var element = JsonDocument.Parse(schema).RootElement;

        Assert.All(Enumerable.Range(0, 40), seed => Assert.Empty(SchemaValidator.Check(schema, SchemaExample.Write(element, (ulong)seed))));
    }

    [Theory]
    [InlineData("""{"type": "integer", "minimum": 5}""", "4")]
    [InlineData("""{"type": "object", "required": ["a"]}""", "{}")]
    [InlineData("""{"type": "object", "properties": {"a": {"enum": [1]}}, "additionalProperties": false}""", """{"a": 1, "b": 2}""")]
    [InlineData("""{"$defs": {"n": {"type": "null"}}, "items": {"$ref": "#/$defs/n"}}""", "[1]")]
    [InlineData("""{"oneOf": [{"type": "integer"}, {"minimum": 0}]}""", "3")]
    public void The_validator_of_these_tests_finds_what_is_wrong(string schema, string value) =>
        Assert.NotEmpty(SchemaValidator.Check(schema, value));

    [Theory]
    [InlineData("""{"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}}""")]
    [InlineData("""{"structured_outputs": {"json": SCHEMA}}""")]
    [InlineData("""{"guided_json": SCHEMA}""")]
    public async Task Every_way_to_ask_for_a_schema_gives_a_valid_answer_streamed_or_not(string ask)
    {
        const string Schema = """{"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "array", "items": {"enum": ["mo", "tu"]}, "minItems": 2}}, "required": ["city", "days"], "additionalProperties": false}""";
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());
        var fields = ask.Replace("SCHEMA", Schema)[1..^1] + ",";

        var whole = (string?)(await fleet[0].ChatAsync("Hello", fields))["choices"]![0]!["message"]!["content"];
        var streamed = EngineCalls.Events(await fleet[0].StreamAsync("Hello", fields)).Content();

        Assert.Empty(SchemaValidator.Check(Schema, whole!));
        Assert.Equal(whole, streamed);
    }

    [Fact]
    public async Task A_JSON_object_a_choice_and_a_regex_are_followed()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        Assert.IsType<JsonObject>(JsonNode.Parse(await TextAsync("\"response_format\": {\"type\": \"json_object\"},")));
        Assert.Contains(await TextAsync("\"structured_outputs\": {\"choice\": [\"yes\", \"no\"]},"), (string[])["yes", "no"]);
        Assert.Matches("^[0-9]{3}$", await TextAsync("\"guided_regex\": \"[0-9]{3}\","));

        async Task<string> TextAsync(string fields) => (string)(await fleet[0].ChatAsync("Hello", fields))["choices"]![0]!["message"]!["content"]!;
    }

    [Fact]
    public async Task A_response_format_without_its_schema_is_a_400()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        Assert.Equal(400, (int)(await fleet[0].ChatAsync("x", "\"response_format\": {\"type\": \"json_schema\"},"))["error"]!["code"]!);
    }

    [Fact]
    public async Task A_schema_that_is_none_is_an_error_in_JSON_and_the_engine_goes_on()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        var answer = await fleet[0].ChatAsync("x", "\"guided_json\": {\"type\": 5},");

        Assert.Equal(500, (int)answer["error"]!["code"]!);
        Assert.NotNull((await fleet[0].ChatAsync("x"))["choices"]);
    }
}
