using System.Globalization;

namespace Gateway.Admin.Components.Parts;

/// <summary>Ids that tie a label and a hint to their field; different for every field of every page.</summary>
internal static class FieldIds
{
    private static long s_last;

    public static string Next() => "field-" + Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture);
}
