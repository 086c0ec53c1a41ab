using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Proxy;
using Gateway.Tests.Proxy.Telemetry;

namespace Gateway.Tests.Proxy.ApiDocs;

public sealed partial class ApiDocsTests : IAsyncLifetime
{
    private const string Models = """
        model_list:
          - model_name: gpt-oss-120b
            litellm_params: {model: openai/gpt-oss-120b, api_base: http://127.0.0.1:9/v1, mock_response: Hello.}
        """;

    private RunningGateway _gateway = null!;

    public async Task InitializeAsync() => _gateway = await RunningGateway.StartAsync(Models);

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task Document_and_routes_say_the_same()
    {
        var described = (await DocumentAsync()).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        var routes = JsonDocument.Parse(await _gateway.Http.GetStringAsync("/routes")).RootElement.EnumerateArray()
            .Select(route => route.GetProperty("path").GetString()!.Replace("{**", "{", StringComparison.Ordinal))
            .ToList();

        Assert.Empty(described.Except(routes));

        // Pages are for people; everything else is for programs and has to be described.
        var pages = new[] { "/", "/ui", "/ui/{page}" };
        Assert.All(routes.Except(described).Except(pages), route => Assert.StartsWith("/docs/", route, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var root = await DocumentAsync();
        var references = new List<string>();
        Collect(root, references);

        Assert.NotEmpty(references);
        Assert.All(references.Distinct(), reference =>
        {
            var at = root;
            foreach (var name in reference[2..].Split('/'))
            {
                Assert.True(at.TryGetProperty(name, out at), $"{reference} leads nowhere.");
            }
        });
        var schemas = root.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => "#/components/schemas/" + schema.Name);
        Assert.Empty(schemas.Except(references));
    }

    [Fact]
    public async Task Operations_are_complete_and_the_version_is_the_gateways()
    {
        var root = await DocumentAsync();
        Assert.Equal("3.1.0", root.GetProperty("openapi").GetString());
        Assert.Equal(GatewayVersion.Text, root.GetProperty("info").GetProperty("version").GetString());
        var tags = root.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ToList();
        var inPlace = root.GetProperty("paths").EnumerateObject().Where(path => !path.Value.TryGetProperty("$ref", out _));
        foreach (var item in inPlace.Concat(root.GetProperty("components").GetProperty("pathItems").EnumerateObject()))
        {
            foreach (var operation in item.Value.EnumerateObject().Where(member => member.Name is "get" or "post"))
            {
                Assert.Contains(operation.Value.GetProperty("tags")[0].GetString(), tags);
                Assert.NotEqual("", operation.Value.GetProperty("summary").GetString());
                Assert.NotEmpty(operation.Value.GetProperty("responses").EnumerateObject());
            }
        }
    }

    [Fact]
    public async Task Page_and_everything_it_loads_come_with_their_content_types()
    {
        var response = await _gateway.Http.GetAsync("/");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotMatch("<style|<script>|style=|onclick=|https?://", page);
        var loaded = Loaded().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Equal(["/docs/docs.css", "/docs/docs.js", "/docs/icon.svg"], loaded.Order(StringComparer.Ordinal));
        foreach (var (path, type) in (IEnumerable<(string, string)>)
            [
                ("/docs/docs.css", "text/css; charset=utf-8"), ("/docs/icon.svg", "image/svg+xml"), ("/docs/docs.js", "text/javascript; charset=utf-8"),
                ("/docs/dom.js", "text/javascript; charset=utf-8"), ("/docs/spec.js", "text/javascript; charset=utf-8"),
                ("/docs/request.js", "text/javascript; charset=utf-8"), ("/openapi.json", "application/json"),
            ])
        {
            var asset = await _gateway.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Equal(type, asset.Content.Headers.ContentType!.ToString());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _gateway.Http.GetAsync("/docs/other.js")).StatusCode);
    }

    [Fact]
    public async Task Page_may_be_turned_off_or_moved()
    {
        await using var without = await RunningGateway.StartAsync(Models, options => options with { DocsPath = null });
        Assert.Equal(HttpStatusCode.NotFound, (await without.Http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await without.Http.GetAsync("/docs/docs.js")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await without.Http.GetAsync("/openapi.json")).StatusCode);

        await using var moved = await RunningGateway.StartAsync(Models, options => options with { DocsPath = "/swagger" });
        Assert.Equal(HttpStatusCode.NotFound, (await moved.Http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await moved.Http.GetAsync("/swagger")).StatusCode);
    }

    [Theory]
    [InlineData("/ui")]
    [InlineData("/ui/")]
    [InlineData("/ui/models")]
    public async Task Admin_site_that_is_not_there_says_how_to_start_it(string path)
    {
        var response = await _gateway.Http.GetAsync(path);
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("services__admin__http__0", page, StringComparison.Ordinal);
        Assert.Contains("./run.sh", page, StringComparison.Ordinal);
    }

    private static void Collect(JsonElement element, List<string> references)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.NameEquals("$ref"))
                {
                    references.Add(member.Value.GetString()!);
                }

                Collect(member.Value, references);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, references);
            }
        }
    }

    private async Task<JsonElement> DocumentAsync() => JsonDocument.Parse(await _gateway.Http.GetStringAsync("/openapi.json")).RootElement;

    [GeneratedRegex("(?:src|href)=\"(/docs/[^\"]+)\"")]
    private static partial Regex Loaded();
}
