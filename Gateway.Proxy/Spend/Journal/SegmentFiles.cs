namespace Gateway.Proxy.Spend.Journal;

/// <summary>The files of a journal's folder.</summary>
internal static class SegmentFiles
{
    public const string Extension = ".journal";

    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<FileInfo> In(string folder)
    {
        var directory = new DirectoryInfo(folder);
        return directory.Exists ? [.. directory.EnumerateFiles("*" + Extension).OrderBy(file => file.Name, StringComparer.Ordinal)] : [];
    }
}
