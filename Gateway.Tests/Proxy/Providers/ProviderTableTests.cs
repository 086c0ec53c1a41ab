using Gateway.Proxy.Configuration;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Providers;
using Gateway.Proxy.Providers.Compatible;
using Gateway.Tests.Proxy.Configuration;

namespace Gateway.Tests.Proxy.Providers;

/// <summary>Where each provider is called when the config gives nothing but its prefix, and from which environment variable its key comes.</summary>
public sealed class ProviderTableTests
{
    [Theory]
    [InlineData("openai", "OPENAI_API_KEY", "https://api.openai.com/v1/chat/completions")]
    [InlineData("gemini", "GEMINI_API_KEY", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions")]
    [InlineData("gemini", "GOOGLE_API_KEY", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions")]
    [InlineData("together_ai", "TOGETHERAI_API_KEY", "https://api.together.xyz/v1/chat/completions")]
    [InlineData("together_ai", "TOGETHER_API_KEY", "https://api.together.xyz/v1/chat/completions")]
    [InlineData("groq", "GROQ_API_KEY", "https://api.groq.com/openai/v1/chat/completions")]
    [InlineData("mistral", "MISTRAL_API_KEY", "https://api.mistral.ai/v1/chat/completions")]
    [InlineData("codestral", "CODESTRAL_API_KEY", "https://codestral.mistral.ai/v1/chat/completions")]
    [InlineData("deepseek", "DEEPSEEK_API_KEY", "https://api.deepseek.com/v1/chat/completions")]
    [InlineData("fireworks_ai", "FIREWORKS_AI_API_KEY", "https://api.fireworks.ai/inference/v1/chat/completions")]
    [InlineData("fireworks_ai", "FIREWORKS_API_KEY", "https://api.fireworks.ai/inference/v1/chat/completions")]
    [InlineData("openrouter", "OPENROUTER_API_KEY", "https://openrouter.ai/api/v1/chat/completions")]
    [InlineData("openrouter", "OR_API_KEY", "https://openrouter.ai/api/v1/chat/completions")]
    [InlineData("xai", "XAI_API_KEY", "https://api.x.ai/v1/chat/completions")]
    [InlineData("perplexity", "PERPLEXITY_API_KEY", "https://api.perplexity.ai/chat/completions")]
    [InlineData("perplexity", "PERPLEXITYAI_API_KEY", "https://api.perplexity.ai/chat/completions")]
    [InlineData("deepinfra", "DEEPINFRA_API_KEY", "https://api.deepinfra.com/v1/openai/chat/completions")]
    [InlineData("cerebras", "CEREBRAS_API_KEY", "https://api.cerebras.ai/v1/chat/completions")]
    [InlineData("sambanova", "SAMBANOVA_API_KEY", "https://api.sambanova.ai/v1/chat/completions")]
    [InlineData("nvidia_nim", "NVIDIA_NIM_API_KEY", "https://integrate.api.nvidia.com/v1/chat/completions")]
    [InlineData("moonshot", "MOONSHOT_API_KEY", "https://api.moonshot.ai/v1/chat/completions")]
    [InlineData("dashscope", "DASHSCOPE_API_KEY", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions")]
    [InlineData("hyperbolic", "HYPERBOLIC_API_KEY", "https://api.hyperbolic.xyz/v1/chat/completions")]
    [InlineData("nebius", "NEBIUS_API_KEY", "https://api.studio.nebius.ai/v1/chat/completions")]
    [InlineData("novita", "NOVITA_API_KEY", "https://api.novita.ai/v3/openai/chat/completions")]
    [InlineData("anyscale", "ANYSCALE_API_KEY", "https://api.endpoints.anyscale.com/v1/chat/completions")]
    [InlineData("huggingface", "HUGGINGFACE_API_KEY", "https://router.huggingface.co/v1/chat/completions")]
    [InlineData("huggingface", "HF_TOKEN", "https://router.huggingface.co/v1/chat/completions")]
    [InlineData("cohere", "COHERE_API_KEY", "https://api.cohere.ai/compatibility/v1/chat/completions")]
    [InlineData("cohere_chat", "CO_API_KEY", "https://api.cohere.ai/compatibility/v1/chat/completions")]
    [InlineData("jina_ai", "JINA_AI_API_KEY", "https://api.jina.ai/v1/chat/completions")]
    [InlineData("voyage", "VOYAGE_API_KEY", "https://api.voyageai.com/v1/chat/completions")]
    [InlineData("volcengine", "VOLCENGINE_API_KEY", "https://ark.cn-beijing.volces.com/api/v3/chat/completions")]
    [InlineData("zai", "ZAI_API_KEY", "https://api.z.ai/api/paas/v4/chat/completions")]
    [InlineData("github", "GITHUB_API_KEY", "https://models.github.ai/inference/chat/completions")]
    public void Hosted_provider_has_its_address_and_a_bearer_token(string prefix, string variable, string url)
    {
        var (provider, parameters) = Read($"{{ model: {prefix}/some/model }}", (variable, "key-1"));

        Assert.Equal(prefix, provider.Name);
        Assert.Equal(url, Urls(provider, parameters)[(int)EndpointKind.ChatCompletions].AbsoluteUri);
        Assert.Equal(new HeaderCredential("Authorization", "Bearer key-1"), provider.Credential(parameters));
    }

    [Theory]
    [InlineData("cohere/rerank-v3.5", "https://api.cohere.ai/v2/rerank")]
    [InlineData("jina_ai/jina-reranker-v2", "https://api.jina.ai/v1/rerank")]
    public void Rerank_stands_where_the_provider_has_it(string model, string url)
    {
        var (provider, parameters) = Read($"{{ model: {model} }}");

        Assert.Equal(url, Urls(provider, parameters)[(int)EndpointKind.Rerank].AbsoluteUri);
    }

    [Fact]
    public void Anthropic_has_a_header_of_its_own()
    {
        var (provider, parameters) = Read("{ model: anthropic/claude-sonnet-4-5 }", ("ANTHROPIC_API_KEY", "key-1"));

        Assert.Equal("https://api.anthropic.com/v1/messages", Urls(provider, parameters)[(int)EndpointKind.Messages].AbsoluteUri);
        Assert.Equal(new HeaderCredential("x-api-key", "key-1"), provider.Credential(parameters));
    }

    [Theory]
    [InlineData("openai_like", "OPENAI_LIKE_API_BASE")]
    [InlineData("custom_openai", "CUSTOM_OPENAI_API_BASE")]
    [InlineData("litellm_proxy", "LITELLM_PROXY_API_BASE")]
    [InlineData("lm_studio", "LM_STUDIO_API_BASE")]
    [InlineData("llamafile", "LLAMAFILE_API_BASE")]
    [InlineData("xinference", "XINFERENCE_API_BASE")]
    [InlineData("infinity", "INFINITY_API_BASE")]
    [InlineData("hosted_vllm", "HOSTED_VLLM_API_BASE")]
    [InlineData("vllm", "HOSTED_VLLM_API_BASE")]
    public void Server_of_ones_own_is_where_the_environment_says_and_needs_no_key(string prefix, string variable)
    {
        var (provider, parameters) = Read($"{{ model: {prefix}/m }}", (variable, "http://here:8000/v1"));

        Assert.Equal("http://here:8000/v1/chat/completions", Urls(provider, parameters)[(int)EndpointKind.ChatCompletions].AbsoluteUri);
        Assert.Null(provider.Credential(parameters));
    }

    [Theory]
    [InlineData("{ model: ollama/llama3 }", "http://localhost:11434/v1/chat/completions")]
    [InlineData("{ model: ollama_chat/llama3, api_base: \"http://box:11434/\" }", "http://box:11434/v1/chat/completions")]
    [InlineData("{ model: ollama/llama3, api_base: \"http://box:11434/v1\" }", "http://box:11434/v1/chat/completions")]
    public void Ollamas_root_will_do(string parameters, string url)
    {
        var (provider, read) = Read(parameters);

        Assert.Equal(url, Urls(provider, read)[(int)EndpointKind.ChatCompletions].AbsoluteUri);
    }

    [Fact]
    public void Every_provider_of_the_table_is_found_by_its_prefix() =>
        Assert.All(CompatibleProviders.All, provider => Assert.Same(provider, ProviderCatalog.Split(provider.Name + "/m", null).Provider));

    private static (Provider Provider, LitellmParams Parameters) Read(string parameters, params (string Name, string Value)[] environment)
    {
        var config = ConfigFolder.Load($"model_list: [{{ model_name: m, litellm_params: {parameters} }}]", environment);
        var read = config.ModelList.Single().LitellmParams;
        return (ProviderCatalog.Split(read.Model, read.CustomLlmProvider).Provider, read);
    }

    private static Uri[] Urls(Provider provider, LitellmParams parameters) => provider.Urls((parameters.ApiBase ?? provider.DefaultApiBase)!, parameters, "m");
}
