using System.Text.Json.Serialization;
using Gateway.Simulator.Admin;

namespace Gateway.Simulator.Configuration;

/// <summary>JSON of files and of /admin/config. An unknown name is an error: a mistyped setting must not be ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    Converters =
    [
        typeof(SnakeCaseEnum<EngineTask>), typeof(SnakeCaseEnum<SchedulingPolicy>), typeof(SnakeCaseEnum<ReasoningField>),
        typeof(SnakeCaseEnum<ErrorShape>), typeof(SnakeCaseEnum<ContextErrorText>), typeof(SnakeCaseEnum<AnswerMode>),
        typeof(SnakeCaseEnum<Faults.FaultKind>),
    ])]
[JsonSerializable(typeof(EngineSettings))]
[JsonSerializable(typeof(EngineTiming))]
[JsonSerializable(typeof(Faults.Fault))]
[JsonSerializable(typeof(AdminConfig))]
internal sealed partial class SimulatorJson : JsonSerializerContext;
