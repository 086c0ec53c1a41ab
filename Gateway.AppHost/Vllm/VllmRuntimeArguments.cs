namespace Gateway.AppHost.Vllm;

/// <summary>What <c>docker run</c> needs beyond the image when the server runs on this machine.</summary>
internal static class VllmRuntimeArguments
{
    public static void Add(IList<object> arguments, VllmResource vllm)
    {
        arguments.Add("--gpus");

        // Docker reads the value as CSV, so a list of devices needs quotes of its own: "device=0,1".
        arguments.Add(vllm.GpuDevices is [] ? "all" : $"\"device={string.Join(',', vllm.GpuDevices)}\"");

        // The processes of a tensor-parallel server exchange tensors through shared memory; Docker's 64 MB are not enough.
        arguments.Add("--ipc=host");
    }
}
