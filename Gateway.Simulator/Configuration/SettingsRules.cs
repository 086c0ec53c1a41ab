namespace Gateway.Simulator.Configuration;

/// <summary>What a fleet must fulfil beyond the types of its settings. Every finding is reported, not only the first.</summary>
internal static class SettingsRules
{
    public static IReadOnlyList<string> Check(IReadOnlyList<EngineSettings> engines)
    {
        var findings = new List<string>();
        if (engines.Count == 0)
        {
            findings.Add("engines: at least one engine is needed.");
        }

        foreach (var group in engines.GroupBy(engine => engine.Name).Where(group => group.Count() > 1))
        {
            findings.Add($"name: '{group.Key}' is used {group.Count()} times.");
        }

        foreach (var group in engines.Where(engine => engine.Port != 0).GroupBy(engine => engine.Port).Where(group => group.Count() > 1))
        {
            findings.Add($"port: {group.Key} is used {group.Count()} times.");
        }

        foreach (var engine in engines)
        {
            Check(engine, findings);
        }

        return findings;
    }

    private static void Check(EngineSettings engine, List<string> findings)
    {
        void Require(bool holds, string name, string what)
        {
            if (!holds)
            {
                findings.Add($"{engine.Name}: {name} {what}.");
            }
        }

        Require(engine.Name.Length > 0 && !engine.Name.Any(char.IsWhiteSpace), "name", "must not be empty or hold spaces");
        Require(engine.Model.Length > 0, "model", "must not be empty");
        Require(engine.Port is >= 0 and <= 65_535, "port", "must be between 0 and 65535");
        Require(engine.MaxModelLen > 0, "max_model_len", "must be above 0");
        Require(engine.MaxNumSeqs > 0, "max_num_seqs", "must be above 0");
        Require(engine.MaxWaiting >= 0, "max_waiting", "must not be negative");
        Require(engine.BlockSize > 0, "block_size", "must be above 0");
        Require(engine.NumGpuBlocks > 0, "num_gpu_blocks", "must be above 0");
        Require(engine.EmbeddingDimensions > 0, "embedding_dimensions", "must be above 0");
        Require(engine.AnswerTokens >= 0, "answer_tokens", "must not be negative");
        Require(engine.ReasoningTokens >= 0, "reasoning_tokens", "must not be negative");
        Require(engine.Timing is { TtftMs: >= 0, PromptTokenMs: >= 0, InterTokenMs: >= 0, Jitter: >= 0, LoadSlowdown: >= 1 },
            "timing", "must not be negative, and load_slowdown not below 1");
        Require(engine.Faults.All(fault => fault.Probability is >= 0 and <= 1), "faults", "have a probability from 0 to 1");
    }
}
