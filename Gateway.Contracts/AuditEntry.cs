using System.Text.Json.Nodes;

namespace Gateway.Contracts;

/// <summary>One change that somebody made, in <c>GET /audit</c>.</summary>
/// <param name="ChangedBy">A user, a key's hash, or <c>master_key</c>.</param>
/// <param name="Action"><c>created</c>, <c>updated</c>, <c>deleted</c>, …</param>
/// <param name="TableName">What kind of object.</param>
/// <param name="BeforeValue">Null: it was not there.</param>
/// <param name="UpdatedValues">Null: it is gone.</param>
public sealed record AuditEntry(
    string Id, DateTimeOffset UpdatedAt, string ChangedBy, string Action, string TableName, string ObjectId, JsonNode? BeforeValue, JsonNode? UpdatedValues);
