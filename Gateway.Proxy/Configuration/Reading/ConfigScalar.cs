namespace Gateway.Proxy.Configuration.Reading;

/// <summary>A single value as written; <c>Quoted</c> ones are strings whatever they look like.</summary>
internal sealed record ConfigScalar(string File, int Line, string Path, bool IsSecret, string Text, bool Quoted)
    : ConfigNode(File, Line, Path, IsSecret)
{
    public override long Size => 1;

    /// <summary><c>key:</c>, <c>key: null</c> and <c>key: ~</c> count as not set.</summary>
    public bool IsNull => !Quoted && YamlScalars.IsNull(Text);

    public override string Describe() => IsNull ? "nothing" : Secrets.Show(this, Text);
}
