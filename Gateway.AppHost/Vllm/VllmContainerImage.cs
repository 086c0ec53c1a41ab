namespace Gateway.AppHost.Vllm;

internal static class VllmContainerImage
{
    public const string Registry = "docker.io";
    public const string Image = "vllm/vllm-openai";
    public const string Tag = "v0.32.0";
    public const int Port = 8000;

    /// <summary>Weights are large: every server of a machine shares one cache.</summary>
    public const string CacheVolume = "huggingface-cache";
    public const string CachePath = "/root/.cache/huggingface";

    /// <summary>Reading the weights of a large model from a cold disk takes minutes; before that nothing is wrong.</summary>
    public static readonly TimeSpan LoadTime = TimeSpan.FromMinutes(20);
}
