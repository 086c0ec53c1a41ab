namespace Gateway.Contracts;

/// <summary><c>GET /audit</c>: newest first.</summary>
/// <param name="NextCursor">Give it back as <c>cursor</c> for the next page; null: this is the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> AuditLogs, string? NextCursor);
