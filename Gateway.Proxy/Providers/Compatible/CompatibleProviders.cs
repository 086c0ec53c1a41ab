namespace Gateway.Proxy.Providers.Compatible;

/// <summary>The OpenAI-compatible providers. To add one: a line here; its environment variables follow from its name (<c>GROQ_API_KEY</c>, <c>GROQ_API_BASE</c>).</summary>
internal static class CompatibleProviders
{
    public static readonly IReadOnlyList<Provider> All =
    [
        // Servers that run wherever their owner put them.
        new CompatibleProvider("openai_like", takesExtensions: true),
        new CompatibleProvider("custom_openai", takesExtensions: true),
        new CompatibleProvider("custom", takesExtensions: true),
        new CompatibleProvider("litellm_proxy", takesExtensions: true),
        new CompatibleProvider("lm_studio"),
        new CompatibleProvider("llamafile"),
        new CompatibleProvider("xinference"),
        new CompatibleProvider("infinity"),

        // Hosted ones.
        new CompatibleProvider("together_ai", "https://api.together.xyz/v1"),
        new CompatibleProvider("groq", "https://api.groq.com/openai/v1"),
        new CompatibleProvider("mistral", "https://api.mistral.ai/v1"),
        new CompatibleProvider("codestral", "https://codestral.mistral.ai/v1"),
        new CompatibleProvider("deepseek", "https://api.deepseek.com/v1"),
        new CompatibleProvider("fireworks_ai", "https://api.fireworks.ai/inference/v1"),
        new CompatibleProvider("openrouter", "https://openrouter.ai/api/v1"),
        new CompatibleProvider("xai", "https://api.x.ai/v1"),
        new CompatibleProvider("perplexity", "https://api.perplexity.ai"),
        new CompatibleProvider("deepinfra", "https://api.deepinfra.com/v1/openai"),
        new CompatibleProvider("cerebras", "https://api.cerebras.ai/v1"),
        new CompatibleProvider("sambanova", "https://api.sambanova.ai/v1"),
        new CompatibleProvider("nvidia_nim", "https://integrate.api.nvidia.com/v1"),
        new CompatibleProvider("moonshot", "https://api.moonshot.ai/v1"),
        new CompatibleProvider("dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
        new CompatibleProvider("hyperbolic", "https://api.hyperbolic.xyz/v1"),
        new CompatibleProvider("nebius", "https://api.studio.nebius.ai/v1"),
        new CompatibleProvider("novita", "https://api.novita.ai/v3/openai"),
        new CompatibleProvider("anyscale", "https://api.endpoints.anyscale.com/v1"),
        new CompatibleProvider("huggingface", "https://router.huggingface.co/v1"),
        new CompatibleProvider("jina_ai", "https://api.jina.ai/v1"),
        new CompatibleProvider("voyage", "https://api.voyageai.com/v1"),
        new CompatibleProvider("volcengine", "https://ark.cn-beijing.volces.com/api/v3"),
        new CompatibleProvider("zai", "https://api.z.ai/api/paas/v4"),
        new CompatibleProvider("github", "https://models.github.ai/inference"),
    ];
}
