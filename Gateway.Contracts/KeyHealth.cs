namespace Gateway.Contracts;

/// <summary><c>POST /key/health</c>: may this key make requests, and are they written down?</summary>
/// <param name="Key"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Status"><c>valid</c>, <c>blocked</c>, <c>expired</c>, <c>team_blocked</c> or <c>budget_exceeded</c>.</param>
/// <param name="Details">What is wrong, for people; null: nothing.</param>
/// <param name="SpendLogs"><c>healthy</c>: the database takes spend logs; <c>delayed</c>: they wait in the journal until it does.</param>
/// <param name="LoggingCallbacks">Of the key alone; null: it names none.</param>
public sealed record KeyHealth(string Key, string Status, string? Details, string SpendLogs, KeyLogging? LoggingCallbacks);
