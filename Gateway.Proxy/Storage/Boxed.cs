namespace Gateway.Proxy.Storage;

/// <summary>Objects for the values that come in every row, so that a row does not make them anew.</summary>
internal static class Boxed
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;
    private static readonly object[] s_ints = [.. Enumerable.Range(0, 600).Select(number => (object)number)];
    private static readonly object[] s_longs = [.. Enumerable.Range(0, 600).Select(number => (object)(long)number)];

    public static object Of(bool value) => value ? s_true : s_false;

    public static object Of(int value) => (uint)value < s_ints.Length ? s_ints[value] : value;

    public static object Of(long value) => (ulong)value < (ulong)s_longs.Length ? s_longs[value] : value;
}
