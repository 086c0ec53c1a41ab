namespace Gateway.Bench.Reporting;

/// <summary>Columns as wide as their widest cell; the first to the left, the others to the right.</summary>
internal static class Table
{
    public static void Print(string[] head, IEnumerable<string[]> lines)
    {
        string[][] all = [head, .. lines];
        int[] widths = [.. head.Select((_, column) => all.Max(line => line[column].Length))];
        foreach (var line in all)
        {
            Console.WriteLine(string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
            if (line == head)
            {
                Console.WriteLine(new string('-', widths.Sum() + 2 * (widths.Length - 1)));
            }
        }
    }
}
