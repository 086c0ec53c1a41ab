namespace Gateway.Tests.Common;

/// <summary>One span as it was exported.</summary>
/// <param name="Service">The resource's <c>service.name</c>.</param>
/// <param name="TraceId">Hex.</param>
/// <param name="Id">Hex.</param>
/// <param name="ParentId">Hex; empty: the root of its trace.</param>
/// <param name="Name">For people.</param>
/// <param name="Attributes">By name; null: not a text.</param>
internal sealed record ReceivedSpan(string Service, string TraceId, string Id, string ParentId, string Name, IReadOnlyDictionary<string, string?> Attributes);
