using System.Text.Json;

namespace Gateway.Tests.Upstreams;

/// <summary>What a server was asked.</summary>
/// <param name="Url">Path and query.</param>
internal sealed record UpstreamRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string Text, JsonElement Json);
