namespace Gateway.Proxy.Configuration;

/// <summary>One option of the command line.</summary>
/// <param name="Name">Without dashes, words joined by <c>_</c>; <c>--data-dir</c> and <c>--data_dir</c> are the same.</param>
/// <param name="TakesValue">False: a switch.</param>
/// <param name="Note">Why it has no effect; null: it has one.</param>
internal sealed record CommandLineFlag(string Name, bool TakesValue, string? Note = null);
