namespace Gateway.Proxy.Configuration.Reading;

internal sealed record ConfigSequence(string File, int Line, string Path, bool IsSecret, IReadOnlyList<ConfigNode> Items)
    : ConfigNode(File, Line, Path, IsSecret)
{
    public override long Size { get; } = 1 + Items.Sum(item => item.Size);

    public override string Describe() => Items.Count == 0 ? "an empty list" : "a list";
}
