using Gateway.Simulator.Generation;

namespace Gateway.Simulator.PrefixCache;

/// <summary>The full blocks of a prompt.</summary>
/// <param name="Hashes">Of each block and everything before it.</param>
/// <param name="Reusable">How many of them may come from the cache: the last token is always computed, since its result is the first token of the answer.</param>
internal readonly record struct BlockChain(ulong[] Hashes, int Reusable)
{
    /// <param name="tokens">The prompt.</param>
    /// <param name="blockSize">Tokens in a block.</param>
    /// <param name="salt">The request's <c>cache_salt</c>: another salt shares nothing.</param>
    public static BlockChain Of(ReadOnlySpan<int> tokens, int blockSize, string? salt)
    {
        var hashes = new ulong[tokens.Length / blockSize];
        var hash = Hash64.OfText(salt);
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = hash = Hash64.OfTokens(tokens.Slice(i * blockSize, blockSize), hash);
        }

        return new BlockChain(hashes, Math.Max(0, tokens.Length - 1) / blockSize);
    }
}
