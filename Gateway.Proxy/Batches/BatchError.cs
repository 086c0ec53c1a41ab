namespace Gateway.Proxy.Batches;

/// <param name="Line">Of the input file, from 1; null: it is not about a line.</param>
internal sealed record BatchError(string Code, string Message, int? Line);
