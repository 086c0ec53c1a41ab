namespace Gateway.Tests.Seed;

/// <summary>The YAML examples, as printed.</summary>
internal static class Snippets
{
    public const string TwoInstances = """
        model_list:
          # Instance 1
          - model_name: gpt-oss-120b
            litellm_params:
              model: openai/gpt-oss-120b
              api_base: http://vllm-gpt-oss-120b-1:8000/v1
              api_key: "not-used"

          # Instance 2
          - model_name: gpt-oss-120b
            litellm_params:
              model: openai/gpt-oss-120b
              api_base: http://vllm-gpt-oss-120b-2:8000/v1
              api_key: "not-used"

        """;

    public const string LoadBalancing = TwoInstances + """
        router_settings:
          routing_strategy: least-busy  # Route to least busy instance

        """;

    public const string Strategy = """
        router_settings:
          routing_strategy: least-busy  # Change this
          redis_host: redis
          redis_port: 6379

        """;

    public const string Fallback = """
        model_list:
          # Primary: Large model
          - model_name: gpt-primary
            litellm_params:
              model: openai/gpt-oss-120b
              api_base: http://vllm-gpt-oss-120b:8000/v1
              api_key: "not-used"

          # Fallback: Smaller model (same model_name!)
          - model_name: gpt-primary
            litellm_params:
              model: openai/gpt-oss-20b
              api_base: http://vllm-gpt-oss-20b:8000/v1
              api_key: "not-used"

        router_settings:
          num_retries: 2  # Try fallback on failure
          enable_pre_call_checks: true

        """;

    public const string CustomModel = """
        model_list:
          - model_name: my-custom-model
            litellm_params:
              model: custom/model-name
              api_base: http://vllm-my-model:8000/v1
              api_key: "not-used"

        """;

    public const string Model = """
        model_list:
          - model_name: gpt-oss-120b
            litellm_params:
              model: openai/gpt-oss-120b
              api_base: http://vllm-gpt-oss-120b:8000/v1
              api_key: "not-used"
              rpm: 100  # Requests per minute
              tpm: 100000  # Tokens per minute

        """;

    public const string RateLimits = """
        general_settings:
          # Define rate limits per API key
          rate_limit_config:
            user-key-1:
              rpm: 100  # 100 requests per minute
              tpm: 10000  # 10k tokens per minute
            user-key-2:
              rpm: 500
              tpm: 50000

        """;

    public const string CacheSwitch = """
        litellm_settings:
          cache: true  # Enable caching
          cache_type: redis  # Use Redis for cache

        """;

    public const string CacheTime = """
        litellm_settings:
          cache: true
          cache_type: redis
          cache_kwargs:
            ttl: 3600  # Cache for 1 hour (seconds)

        """;
}
