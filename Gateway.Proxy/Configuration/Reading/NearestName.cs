namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Finds what a mistyped name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest typing mistakes between, or null when none is near.</summary>
    /// <param name="reach">Mistakes allowed; by default a third of the name, from one to three; none in a name of two letters.</param>
    public static string? Find(string name, IEnumerable<string> candidates, int? reach = null)
    {
        var allowed = reach ?? (name.Length <= 2 ? 0 : Math.Clamp(name.Length / 3, 1, 3));
        string? best = null;
        var fewest = allowed + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) < fewest && Mistakes(name, candidate) is var mistakes && mistakes < fewest)
            {
                (best, fewest) = (candidate, mistakes);
            }
        }

        return best;
    }

    /// <summary>Optimal string alignment: a letter more, less or other, or two neighbours swapped, is one mistake; case is none.</summary>
    public static int Mistakes(string left, string right)
    {
        // table[i, j]: mistakes between the first i letters of left and the first j of right.
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var same = SameLetter(left[i - 1], right[j - 1]);
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && SameLetter(left[i - 1], right[j - 2]) && SameLetter(left[i - 2], right[j - 1]))
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[left.Length, right.Length];
    }

    private static bool SameLetter(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
