using System.Text.Json.Nodes;
using Gateway.Tests.Scripts;
using Gateway.Tests.Simulator;

namespace Gateway.Tests.Deploy;

/// <summary>What Docker Compose and the Kubernetes API accept.</summary>
internal static class Schemas
{
    private static readonly JsonNode s_compose = Read("compose.json");
    private static readonly JsonNode s_kubernetes = Read("kubernetes.json");

    public static IReadOnlyList<string> CheckCompose(JsonNode file) => SchemaValidator.Check(s_compose, s_compose, file);

    public static IReadOnlyList<string> CheckKubernetes(JsonNode manifest)
    {
        var type = $"{manifest["apiVersion"]}/{manifest["kind"]}";
        return s_kubernetes["roots"]![type] is { } schema ? SchemaValidator.Check(s_kubernetes, schema, manifest) : [$"$: {type} is no kind that is known here"];
    }

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Repository.File("Gateway.Tests", "Deploy", "Schemas", name)))!;
}
