using System.ClientModel;
using System.ClientModel.Primitives;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Tests.Functional;
using OpenAI;

namespace Gateway.Tests.Clients;

/// <summary>What every client test talks to: a chat model, one that reasons, one for embeddings, and a key for two requests a minute.</summary>
internal sealed class ClientGateway : IAsyncDisposable
{
    public const string Chat = "gpt-oss-120b";
    public const string Reasoning = "qwen-30b";
    public const string Embedding = "bge-m3";
    public const string LimitedKey = "two-a-minute";

    private readonly SimulatedFleet _fleet;

    private ClientGateway(SimulatedFleet fleet, GatewayServer server)
    {
        _fleet = fleet;
        Server = server;
    }

    public GatewayServer Server { get; }

    /// <summary>As clients take it: with /v1.</summary>
    public Uri BaseUrl => new(Server.Address, "/v1");

    public SimulatedEngine Engine => _fleet["chat"];

    public static async Task<ClientGateway> StartAsync()
    {
        var fleet = await SimulatedFleet.StartAsync(
            new EngineSettings { Name = "chat", Model = Chat },
            new EngineSettings { Name = "reasoning", Model = Reasoning, ReasoningField = ReasoningField.ReasoningContent },
            new EngineSettings { Name = "embedding", Model = Embedding, Task = EngineTask.Embed, EmbeddingDimensions = 64 });
        var server = await GatewayServer.StartAsync($"""
            model_list:
              - model_name: {Chat}
                litellm_params:
                  model: openai/{Chat}
                  api_base: {fleet["chat"].Address}v1
              - model_name: {Reasoning}
                litellm_params:
                  model: hosted_vllm/{Reasoning}
                  api_base: {fleet["reasoning"].Address}v1
              - model_name: {Embedding}
                litellm_params:
                  model: openai/{Embedding}
                  api_base: {fleet["embedding"].Address}v1
            general_settings:
              rate_limit_config:
                {LimitedKey}:
                  rpm: 2
            """);
        return new ClientGateway(fleet, server);
    }

    /// <summary>The client as a user makes it; without retries of its own, so that a test sees the first answer.</summary>
    public OpenAIClient DotNetClient(string key = GatewayServer.MasterKey) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = BaseUrl, RetryPolicy = new ClientRetryPolicy(0) });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _fleet.DisposeAsync();
    }
}
