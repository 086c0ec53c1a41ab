using System.Globalization;

namespace Gateway.AppHost.Vllm;

/// <summary>The command line of Gateway.Simulator for a server like this one.</summary>
internal static class SimulatorArguments
{
    public static IReadOnlyList<string> Of(VllmResource vllm, bool isPublished)
    {
        List<string> arguments = ["--name", vllm.Name, "--model", vllm.ServedModelName, "--enable-prompt-tokens-details", "true"];
        if (vllm.MaxModelLength is { } length)
        {
            arguments.AddRange(["--max-model-len", length.ToString(CultureInfo.InvariantCulture)]);
        }

        if (vllm.IsEmbedding)
        {
            arguments.AddRange(["--task", "embed"]);
        }

        if (isPublished)
        {
            arguments.AddRange(["--host", "0.0.0.0"]);
        }

        return arguments;
    }
}
