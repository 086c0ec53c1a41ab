using System.Text.Json.Nodes;

namespace Gateway.Proxy.StoredModels;

/// <summary>A model as a management call gave it, secrets included; it is never shown or stored like this.</summary>
internal sealed record StoredModel(string Id, string Name, JsonObject LitellmParams, JsonObject ModelInfo)
{
    // A record prints its properties; keys must not get into a log that way.
    public override string ToString() => $"{nameof(StoredModel)} {{ Id = {Id} }}";
}
