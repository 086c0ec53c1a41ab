using System.Globalization;

namespace Gateway.AppHost.Vllm;

/// <summary>The command line of <c>vllm serve</c>, which the image starts by itself.</summary>
internal static class VllmArguments
{
    public static List<string> Of(VllmResource vllm)
    {
        List<string> arguments = ["--model", vllm.Model, "--served-model-name", vllm.ServedModelName];
        if (vllm.TensorParallelSize > 1)
        {
            arguments.AddRange(["--tensor-parallel-size", vllm.TensorParallelSize.ToString(CultureInfo.InvariantCulture)]);
        }

        if (vllm.MaxModelLength is { } length)
        {
            arguments.AddRange(["--max-model-len", length.ToString(CultureInfo.InvariantCulture)]);
        }

        if (vllm.IsEmbedding)
        {
            arguments.AddRange(["--runner", "pooling"]);
        }

        arguments.AddRange(vllm.ExtraArguments);
        return arguments;
    }
}
