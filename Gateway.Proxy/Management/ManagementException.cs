using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Management;

/// <summary>Ends a management call, and its transaction, with an error answer. These calls are few: an exception keeps their code straight.</summary>
internal sealed class ManagementException(GatewayError error) : Exception(error.Message)
{
    public GatewayError Error { get; } = error;

    public static ManagementException Invalid(string field, string problem) => new(GatewayErrors.InvalidField(field, problem));

    public static ManagementException Missing(string field) => new(GatewayErrors.MissingField(field));

    public static ManagementException NotFound(string kind, string id) => new(GatewayErrors.ObjectNotFound(kind, id));
}
