namespace Gateway.Proxy.Storage;

/// <summary>One column of a <see cref="Table{T}"/>: its name, and how it goes into and out of a record.</summary>
/// <param name="Name">As in the migrations.</param>
/// <param name="Get">The value to store.</param>
/// <param name="Set">Puts the stored value into the record.</param>
/// <param name="OnInsertOnly">An update leaves it alone: others change it (<c>spend</c>), or nobody does (<c>created_at</c>).</param>
internal sealed record Column<T>(string Name, Func<T, object?> Get, Action<T, ColumnValue> Set, bool OnInsertOnly = false);
