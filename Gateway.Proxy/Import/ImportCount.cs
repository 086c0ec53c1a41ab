namespace Gateway.Proxy.Import;

/// <summary>What became of one table's rows.</summary>
internal sealed class ImportCount(string name)
{
    public string Name => name;

    public long Read { get; set; }

    public long Imported { get; set; }

    /// <summary>There already, or of no use here; the notes say which.</summary>
    public long Skipped { get; set; }
}
