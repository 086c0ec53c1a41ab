namespace Gateway.Proxy.Telemetry;

/// <summary>The requested model as a label. Clients choose it, so what the gateway cannot vouch for gets a common name.</summary>
internal static class ModelLabel
{
    public const string Unknown = "unknown";

    public static string Of(string requestedModel, string? modelGroup, bool failed)
    {
        if (modelGroup is null)
        {
            return Unknown;
        }

        // openai/anything matches the group openai/*; only an answer shows that there is such a model.
        return failed && modelGroup.Contains('*', StringComparison.Ordinal) ? modelGroup : requestedModel;
    }
}
