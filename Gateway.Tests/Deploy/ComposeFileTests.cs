using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Deploy;

/// <summary>aspire-manifest/compose: a file that Compose takes, with the names that people who ran LiteLLM know.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string s_text = File.ReadAllText(Repository.File("aspire-manifest", "compose", "docker-compose.yaml"));

    private readonly JsonNode _file = YamlText.Read(s_text);

    [Fact]
    public void The_file_satisfies_the_schema_of_Compose() => Assert.Empty(Schemas.CheckCompose(_file));

    [Theory]
    [InlineData("healthcheck", "often")]
    [InlineData("read_only", "yes please")]
    [InlineData("imagee", "gateway")]
    public void A_broken_field_is_found(string field, string value)
    {
        Service("litellm")[field] = value;
        Assert.NotEmpty(Schemas.CheckCompose(_file));
    }

    [Theory]
    [InlineData("litellm", "vllm-litellm-proxy")]
    [InlineData("redis", "vllm-litellm-redis")]
    [InlineData("postgres", "vllm-litellm-postgres")]
    public void Services_and_containers_have_the_names_that_people_type(string service, string container)
    {
        Assert.Equal(container, (string?)Service(service)["container_name"]);
        Assert.Equal("vllm_network", (string?)Assert.Single(Service(service)["networks"]!.AsArray()));
    }

    [Fact]
    public void The_volume_of_the_database_is_litellm_postgres_data()
    {
        var mount = Assert.Single(Service("postgres")["volumes"]!.AsArray());

        // Docker's name of a volume: the project's, an underscore, the volume's.
        Assert.Equal("litellm_postgres_data", $"{_file["name"]}_{mount!["source"]}");
        Assert.NotNull(_file["volumes"]![(string)mount["source"]!]);
    }

    [Fact]
    public void Nothing_but_the_gateway_is_reached_from_outside()
    {
        var open = Services().Where(service => service.Value!["ports"] is not null).Select(service => service.Key);
        Assert.Equal("litellm", Assert.Single(open));
    }

    [Fact]
    public void Whoever_is_waited_for_can_say_that_it_is_healthy()
    {
        var waits = Services().SelectMany(service => service.Value!["depends_on"]?.AsObject() ?? []).ToList();
        Assert.NotEmpty(waits);
        Assert.All(waits, wait =>
        {
            Assert.Equal("service_healthy", (string?)wait.Value!["condition"]);
            Assert.NotNull(Service(wait.Key)["healthcheck"]);
        });
    }

    [Fact]
    public void Model_servers_have_GPUs_and_start_only_when_asked_for()
    {
        var servers = Services().Where(service => service.Key.StartsWith("vllm-", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, servers.Count);
        Assert.All(servers, server =>
        {
            Assert.Equal("nvidia.com/gpu=all", (string?)server.Value!["devices"]![0]);
            Assert.Equal("host", (string?)server.Value["ipc"]);
            Assert.Equal("gpu", (string?)server.Value["profiles"]![0]);
        });
    }

    [Fact]
    public void Secrets_that_everybody_needs_come_from_the_environment_and_their_absence_stops_compose()
    {
        var secrets = Services()
            .SelectMany(service => service.Value!["environment"]?.AsObject() ?? [])
            .Where(pair => SecretName().IsMatch(pair.Key) || ((string)pair.Value!).Contains("Password", StringComparison.OrdinalIgnoreCase))
            .Where(pair => (string)pair.Value! != $"${{{pair.Key}:-}}")
            .ToList();
        Assert.Equal(10, secrets.Count);
        Assert.All(secrets, pair => Assert.Matches(@"\$\{\w+:\?", (string)pair.Value!));
    }

    [Fact]
    public void The_example_of_the_env_file_names_exactly_the_variables_that_are_used()
    {
        var used = Variable().Matches(s_text).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        var named = File.ReadLines(Repository.File("aspire-manifest", "compose", ".env.example"))
            .Select(line => EnvLine().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .Order(StringComparer.Ordinal);
        Assert.Equal(used, named);
    }

    private JsonObject Services() => _file["services"]!.AsObject();

    private JsonNode Service(string name) => Services()[name]!;

    [GeneratedRegex(@"(?<!\$)\$\{(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^#?([A-Z][A-Z0-9_]+)=")]
    private static partial Regex EnvLine();

    [GeneratedRegex("_KEY$|PASSWORD$|_AUTH$")]
    private static partial Regex SecretName();
}
