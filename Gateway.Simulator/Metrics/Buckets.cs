namespace Gateway.Simulator.Metrics;

/// <summary>The upper bounds that vLLM uses.</summary>
internal static class Buckets
{
    public static double[] TimeToFirstToken { get; } =
        [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560];

    public static double[] InterToken { get; } =
        [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];

    public static double[] Request { get; } =
        [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];

    public static double[] Choices { get; } = [1, 2, 5, 10, 20];

    /// <summary>1, 2, 5, 10, 20, 50, … up to the length of the context.</summary>
    public static double[] Tokens(int maxModelLen)
    {
        var bounds = new List<double>();
        for (long magnitude = 1; magnitude <= maxModelLen; magnitude *= 10)
        {
            foreach (var step in (long[])[1, 2, 5])
            {
                if (step * magnitude <= maxModelLen)
                {
                    bounds.Add(step * magnitude);
                }
            }
        }

        return [.. bounds];
    }
}
