using System.Globalization;

namespace Gateway.Proxy.Storage;

/// <summary>One numbered SQL file, e.g. <c>Migrations/PostgreSql/0001_initial.sql</c>.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>All of a dialect, in order.</summary>
    public static IReadOnlyList<Migration> All(SqlDialect dialect)
    {
        var assembly = typeof(Migration).Assembly;
        var folder = $"Migrations/{dialect}/";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                var name = resource[folder.Length..];
                return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
            })
            .ToList();
    }
}
