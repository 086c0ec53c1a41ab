namespace Gateway.Simulator.Media;

/// <summary>The smallest picture: one grey pixel.</summary>
internal static class OnePixel
{
    public static byte[] Png { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");
}
