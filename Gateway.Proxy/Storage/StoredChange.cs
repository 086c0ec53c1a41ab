namespace Gateway.Proxy.Storage;

/// <summary>One row of <c>changes</c>: that something was changed, not what it is now.</summary>
/// <param name="Sequence">Counts up in the order of commits.</param>
/// <param name="Table">Where it is stored.</param>
/// <param name="Id">Its primary key.</param>
/// <param name="SpendSet">Its spend was set on purpose: live counters take it over.</param>
internal readonly record struct StoredChange(long Sequence, string Table, string Id, bool SpendSet);
