namespace Gateway.Proxy.Configuration;

/// <summary>The options when there are no errors; notes say which accepted options have no effect, and why.</summary>
internal sealed record CommandLineResult(GatewayOptions? Options, IReadOnlyList<string> Errors, IReadOnlyList<string> Notes);
