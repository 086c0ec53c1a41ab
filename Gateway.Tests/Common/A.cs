using System.Text;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Routing;

namespace Gateway.Tests.Common;

/// <summary>Model objects for tests, with everything defaulted that a test does not care about.</summary>
internal static class A
{
    public static Deployment Deployment(
        string id = "d-1",
        string model = "gpt-oss-120b",
        TimeProvider? time = null,
        double? weight = null,
        int? rpm = null,
        int? tpm = null,
        int? maxParallel = null,
        int order = 0,
        int? maxInputTokens = null,
        ModelPrice? price = null,
        params (string Name, string Json)[] defaults) => new()
    {
        Id = id,
        ModelGroup = "group",
        PublicName = "group",
        LitellmModel = "openai/" + model,
        Provider = "openai",
        Model = new UpstreamModel(model),
        ApiBase = "http://vllm:8000/v1",
        Root = new Uri("http://vllm:8000/"),
        Urls = EndpointPaths.Below(new Uri("http://vllm:8000/v1")),
        Weight = weight,
        Rpm = rpm,
        Tpm = tpm,
        MaxParallelRequests = maxParallel,
        Order = order,
        MaxInputTokens = maxInputTokens,
        Price = price ?? ModelPrice.Free,
        CooldownTime = TimeSpan.FromSeconds(5),
        BodyDefaults = defaults.ToDictionary(field => field.Name, field => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"\"{field.Name}\":{field.Json}")),
        State = new DeploymentState(time ?? new ManualTimeProvider()),
    };

    public static VirtualKey Key(TimeProvider time) => new() { Hash = KeyHash.Of("sk-1"), State = new KeyState(time) };

    public static ModelGroup Group(IRoutingStrategy strategy, bool enforceLimits, params Deployment[] deployments) => new()
    {
        Name = "group",
        Deployments = deployments.OrderBy(deployment => deployment.Order).ToArray(),
        Strategy = strategy,
        Retries = new RetryRules(2, null),
        EnforceDeploymentLimits = enforceLimits,
    };
}
