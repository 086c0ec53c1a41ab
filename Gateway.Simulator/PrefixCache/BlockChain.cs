using Gateway.Simulator.Generation;

namespace Gateway.Simulator.PrefixCache;

/// <summary>The hashes of the full blocks of a prompt, each over everything before it.</summary>
internal static class BlockChain
{
    /// <param name="tokens">The prompt.</param>
    /// <param name="blockSize">Tokens in a block.</param>
    /// <param name="salt">The request's <c>cache_salt</c>: another salt shares nothing.</param>
    public static ulong[] Of(ReadOnlySpan<int> tokens, int blockSize, string? salt)
    {
        // The last token is always computed, since its result is the first token of the answer.
        var chain = new ulong[Math.Max(0, tokens.Length - 1) / blockSize];
        var hash = Hash64.OfText(salt);
        for (var i = 0; i < chain.Length; i++)
        {
            chain[i] = hash = Hash64.OfTokens(tokens.Slice(i * blockSize, blockSize), hash);
        }

        return chain;
    }
}
