using Gateway.AppHost.Commands;
using Gateway.AppHost.Hosting;
using Gateway.AppHost.Proxy;
using Gateway.AppHost.Publishing;
using Gateway.AppHost.Vllm;

//   dotnet run --project Gateway.AppHost                        simulated model servers
//   dotnet run --project Gateway.AppHost -- --fleet gpu         vLLM containers with this machine's GPUs
//   dotnet run --project Gateway.AppHost -- --fleet external    the servers that config.yaml names, wherever they are
// The names of the model servers are those that config.yaml has in its api_base.
var builder = DistributedApplication.CreateBuilder(args);
var setup = AppHostSetup.Read(builder);
builder.AddPublishTarget();

var masterKey = builder.AddSecret("litellm-master-key", prefix: "sk-");
var uiPassword = builder.AddSecret("litellm-ui-password");

IResourceBuilder<VllmResource>[] fleet = setup.Fleet is FleetKind.External ? [] :
[
    builder.AddVllm("vllm-gpt-oss-120b-1", model: "openai/gpt-oss-120b"),
    builder.AddVllm("vllm-gpt-oss-120b-2", model: "openai/gpt-oss-120b"),
    builder.AddVllm("vllm-gpt-oss-20b", model: "openai/gpt-oss-20b"),
    builder.AddVllm("vllm-qwen-30b", model: "Qwen/Qwen3-30B-A3B").WithServedModelName("qwen-30b").WithMaxModelLength(40_960),
    builder.AddVllm("vllm-bge-m3", model: "BAAI/bge-m3").WithMaxModelLength(8_192).ForEmbeddings(),
];
if (setup.Fleet is FleetKind.Simulated)
{
    fleet.AsSimulated<Projects.Gateway_Simulator>();
}
else
{
    fleet.WithHuggingFaceToken(builder.AddToken("hf-token"));
}

var proxy = builder.AddProject<Projects.Gateway_Proxy>("proxy")
    .WithGatewayEndpoint(setup.Port)
    .WithGatewayConfig(setup.ConfigFile)
    .WithFleet(fleet)
    .WithEnvironment("LITELLM_MASTER_KEY", masterKey)
    .WithEnvironment("UI_PASSWORD", uiPassword)
    .WithGatewayLinks()
    .WithGatewayCommands(masterKey, setup.ConfigFile)
    .PublishAsGateway(setup.ConfigFile);
fleet.WithDeploymentCommands(proxy, masterKey);

if (setup.HasContainers)
{
    var redis = builder.AddRedis("redis", password: builder.AddSecret("litellm-redis-password"))
        .PublishAsGatewayRedis();
    var database = builder.AddPostgres("postgres", builder.AddParameter("litellm-postgres-user", "litellm"), builder.AddSecret("litellm-postgres-password"))
        .WithDataVolume(PublishTarget.VolumeName(builder, "litellm_postgres_data"))
        .PublishAsGatewayPostgres()
        .AddDatabase("gatewaydb", databaseName: "litellm");
    proxy.WithReference(redis).WaitFor(redis).WithReference(database).WaitFor(database);
}
else
{
    proxy.WithEmbeddedState(setup.StateFolder);
}

var admin = builder.AddProject<Projects.Gateway_Admin>("admin")
    .WithAdminEndpoint()
    .WithReference(proxy).WaitFor(proxy)
    .WithEnvironment("LITELLM_MASTER_KEY", masterKey)
    .WithEnvironment("UI_PASSWORD", uiPassword)
    .PublishAsAdminSite();
proxy.WithReference(admin);

builder.Build().Run();
