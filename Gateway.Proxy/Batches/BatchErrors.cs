namespace Gateway.Proxy.Batches;

/// <summary>Why a batch could not begin.</summary>
internal sealed record BatchErrors(IReadOnlyList<BatchError> Data)
{
    public string Object { get; } = "list";
}
