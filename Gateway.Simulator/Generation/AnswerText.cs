using System.Text;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Generation;

/// <summary>Sentences that depend on a seed alone.</summary>
internal static class AnswerText
{
    private static readonly string[] s_subjects =
    [
        "The scheduler", "A request", "The gateway", "Every replica", "The cache", "A long prompt", "The model", "One token",
        "The queue", "A careful reader", "The network", "Each block", "The answer", "A small batch", "The engine", "This example",
    ];

    private static readonly string[] s_verbs =
    [
        "keeps", "follows", "finds", "explains", "shares", "moves", "measures", "repeats",
        "balances", "needs", "returns", "describes", "carries", "improves", "checks", "orders",
    ];

    private static readonly string[] s_objects =
    [
        "a steady pace", "the shortest path", "most of the work", "a simple rule", "the same prefix", "two good reasons",
        "its own memory", "the next step", "a clear limit", "many small parts", "an even load", "the whole story",
        "a second look", "the right place", "every detail", "a little patience",
    ];

    private static readonly string[] s_ends =
    [
        "without delay", "most of the time", "before noon", "in the end", "for everyone", "at low cost",
        "under pressure", "as expected", "once again", "with care", "on purpose", "in order",
    ];

    /// <summary>Two to five sentences; or, when a length is asked for, as many as give exactly so many tokens.</summary>
    public static int[] Tokens(ulong seed, int exactTokens = 0)
    {
        var random = new DeterministicRandom(seed);
        var tokens = new List<int>(Math.Max(exactTokens, 64));
        var sentences = 2 + random.Below(4);
        for (var i = 0; exactTokens > 0 ? tokens.Count < exactTokens : i < sentences; i++)
        {
            Tokenizer.Encode((i > 0 ? " " : "") + Sentence(ref random), tokens);
        }

        return exactTokens > 0 ? [.. tokens[..exactTokens]] : [.. tokens];
    }

    /// <summary>A few words for a value of generated JSON.</summary>
    public static string Words(ref DeterministicRandom random) => Pick(s_objects, ref random);

    private static string Sentence(ref DeterministicRandom random)
    {
        var sentence = new StringBuilder(Pick(s_subjects, ref random)).Append(' ').Append(Pick(s_verbs, ref random)).Append(' ').Append(Pick(s_objects, ref random));
        if (random.Below(3) > 0)
        {
            sentence.Append(' ').Append(Pick(s_ends, ref random));
        }

        return sentence.Append('.').ToString();
    }

    private static string Pick(string[] words, ref DeterministicRandom random) => words[random.Below(words.Length)];
}
