namespace Gateway.Proxy.Batches;

internal sealed record BatchCounts(int Total, int Completed, int Failed);
