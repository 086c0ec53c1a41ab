namespace Gateway.Contracts;

/// <summary>One model of <c>GET /v1/models</c>, as OpenAI and LiteLLM write it.</summary>
/// <param name="Id">The name that clients send.</param>
/// <param name="Object">Always <c>model</c>.</param>
/// <param name="Created">Unix seconds; LiteLLM sends this same moment for every model.</param>
/// <param name="OwnedBy">Always <c>openai</c>, as in LiteLLM.</param>
public sealed record ModelCard(string Id, string Object = "model", long Created = 1677610602, string OwnedBy = "openai");
