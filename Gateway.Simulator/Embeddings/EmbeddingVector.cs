using Gateway.Simulator.Generation;

namespace Gateway.Simulator.Embeddings;

/// <summary>A vector of length 1 that depends on the tokens alone. Texts that share tokens lie closer together.</summary>
internal static class EmbeddingVector
{
    public static float[] Of(ReadOnlySpan<int> tokens, int dimensions)
    {
        // Every token adds to a handful of places: cheap for long texts, and still all but orthogonal for strangers.
        var vector = new float[dimensions];
        foreach (var token in tokens)
        {
            var random = new DeterministicRandom((ulong)token);
            for (var i = 0; i < 16; i++)
            {
                vector[random.Below(dimensions)] += random.Below(2) == 0 ? 1 : -1;
            }
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
        {
            vector[0] = length = 1;
        }

        for (var i = 0; i < dimensions; i++)
        {
            vector[i] /= length;
        }

        return vector;
    }

    /// <summary>The cosine of the angle between two texts, from -1 to 1.</summary>
    public static float Similarity(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int dimensions)
    {
        var (left, right) = (Of(a, dimensions), Of(b, dimensions));
        var sum = 0f;
        for (var i = 0; i < dimensions; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
