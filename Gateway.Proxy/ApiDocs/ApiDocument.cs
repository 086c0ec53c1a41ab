using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Gateway.Proxy.Hosting;

namespace Gateway.Proxy.ApiDocs;

/// <summary>
/// The OpenAPI document: <c>openapi.json</c>, which is written by hand for the endpoints that clients use all day, and an entry
/// for each further route, made from its name and the record that it takes and gives.
/// </summary>
internal sealed partial class ApiDocument(EndpointDataSource endpoints)
{
    private const string Tag = "Management";

    // What the endpoints below each of these paths take and give.
    private static readonly (string Prefix, JsonTypeInfo Type)[] s_records =
    [
        ("/key", ContractsJson.Default.KeyInfo),
        ("/team", ContractsJson.Default.TeamInfo),
        ("/organization", ContractsJson.Default.OrganizationInfo),
        ("/user", ContractsJson.Default.UserInfo),
        ("/customer", ContractsJson.Default.CustomerInfo),
        ("/end_user", ContractsJson.Default.CustomerInfo),
        ("/budget", ContractsJson.Default.BudgetInfo),
        ("/tag", ContractsJson.Default.TagInfo),
    ];

    private byte[]? _bytes;

    public Task SendAsync(HttpContext http) => new EmbeddedFile(_bytes ??= Make(), "application/json").SendAsync(http);

    private byte[] Make()
    {
        var text = Encoding.UTF8.GetString(EmbeddedFile.Read("docs/openapi.json").Bytes).Replace("{version}", GatewayVersion.Text, StringComparison.Ordinal);
        var document = JsonNode.Parse(text)!.AsObject();
        var paths = document["paths"]!.AsObject();
        var schemas = document["components"]!["schemas"]!.AsObject();
        var added = false;
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>().OrderBy(endpoint => endpoint.RoutePattern.RawText, StringComparer.Ordinal))
        {
            var path = (endpoint.RoutePattern.RawText ?? "").Replace("{**", "{", StringComparison.Ordinal);
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
            foreach (var method in methods.Select(method => method.ToLowerInvariant()))
            {
                if (IsPage(path) || paths[path]?["$ref"] is not null || paths[path]?[method] is not null)
                {
                    continue;
                }

                (paths[path] ??= new JsonObject())[method] = Operation(path, method, endpoint.DisplayName, schemas);
                added = true;
            }
        }

        if (added)
        {
            document["tags"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = Tag, ["description"] = "Keys, teams, organizations, users, customers, budgets, tags and spend, with LiteLLM's routes and fields." });
        }

        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static JsonObject Operation(string path, string method, string? name, JsonObject schemas)
    {
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(Tag),
            ["summary"] = name,
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "Done.", ["content"] = Content(new JsonObject { ["type"] = "object" }) },
                ["400"] = Reference("responses/BadRequest"),
                ["401"] = Reference("responses/Unauthorized"),
            },
        };
        if (PathParameter().Matches(path) is { Count: > 0 } parameters)
        {
            operation["parameters"] = new JsonArray([.. parameters.Select(parameter => new JsonObject
            {
                ["name"] = parameter.Groups[1].Value,
                ["in"] = "path",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string" },
            })]);
        }

        if (method is not ("get" or "delete"))
        {
            operation["requestBody"] = new JsonObject { ["content"] = Content(Body(path, schemas)) };
        }

        return operation;
    }

    private static JsonObject Body(string path, JsonObject schemas)
    {
        var type = s_records.FirstOrDefault(record => path == record.Prefix || path.StartsWith(record.Prefix + "/", StringComparison.Ordinal)).Type;
        if (type is null)
        {
            return new JsonObject { ["type"] = "object" };
        }

        schemas[type.Type.Name] ??= type.GetJsonSchemaAsNode();
        return Reference("schemas/" + type.Type.Name);
    }

    private static JsonObject Content(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Reference(string target) => new() { ["$ref"] = "#/components/" + target };

    private static bool IsPage(string path) =>
        path is "/" || path.StartsWith("/docs/", StringComparison.Ordinal) || path == "/ui" || path.StartsWith("/ui/", StringComparison.Ordinal);

    [GeneratedRegex(@"\{(\w+)")]
    private static partial Regex PathParameter();
}
