using Gateway.Proxy.Configuration;
using Gateway.Tests.Seed;

namespace Gateway.Tests.Proxy.Configuration;

/// <summary>Every YAML example of the document that the gateway was made to serve, as it is printed there.</summary>
public sealed class SeedExamplesTests
{
    [Fact]
    public void Model_example_gives_one_deployment_with_its_limits()
    {
        var result = ConfigFolder.Read(Snippets.Model);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var entry = Assert.Single(result.Config!.ModelList);
        Assert.Equal("gpt-oss-120b", entry.ModelName);
        Assert.Equal("openai/gpt-oss-120b", entry.LitellmParams.Model);
        Assert.Equal(new Uri("http://vllm-gpt-oss-120b:8000/v1"), entry.LitellmParams.ApiBase);
        Assert.Equal("not-used", entry.LitellmParams.ApiKey);
        Assert.Equal(100, entry.LitellmParams.Rpm);
        Assert.Equal(100000, entry.LitellmParams.Tpm);
        Assert.Empty(entry.LitellmParams.BodyDefaults);
    }

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("least-busy")]
    [InlineData("usage-based-routing-v2")]
    public void Strategy_example_sets_the_strategy_and_redis(string strategy)
    {
        var router = ConfigFolder.Load(Snippets.Strategy.Replace("least-busy", strategy, StringComparison.Ordinal)).RouterSettings;

        Assert.Equal(strategy, router.RoutingStrategy);
        Assert.Equal("redis", router.RedisHost);
        Assert.Equal(6379, router.RedisPort);
    }

    [Fact]
    public void Cache_example_turns_the_cache_on_in_redis_and_names_the_proper_spelling()
    {
        var result = ConfigFolder.Read(Snippets.CacheSwitch);

        Assert.Empty(result.Errors);
        Assert.True(result.Config!.LitellmSettings.Cache);
        Assert.Equal("redis", result.Config.LitellmSettings.CacheParams.Type);
        var warning = result.Warnings.Single(warning => warning.Key == "litellm_settings.cache_type");
        Assert.Equal(3, warning.Line);
        Assert.Contains("cache_params", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Custom_model_example_keeps_its_prefix()
    {
        var result = ConfigFolder.Read(Snippets.CustomModel);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal("custom/model-name", result.Config!.ModelList.Single().LitellmParams.Model);
    }

    [Fact]
    public void Replica_example_gives_one_group_of_two_deployments()
    {
        var result = ConfigFolder.Read(Snippets.LoadBalancing);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(["http://vllm-gpt-oss-120b-1:8000/v1", "http://vllm-gpt-oss-120b-2:8000/v1"], result.Config!.ModelList.Select(entry => entry.LitellmParams.ApiBase!.OriginalString));
        Assert.Equal("least-busy", result.Config.RouterSettings.RoutingStrategy);
    }

    [Fact]
    public void Fallback_example_loads_as_one_group_and_the_warning_points_at_order()
    {
        var result = ConfigFolder.Read(Snippets.Fallback);

        Assert.Empty(result.Errors);
        Assert.Equal(["gpt-primary", "gpt-primary"], result.Config!.ModelList.Select(entry => entry.ModelName));
        Assert.Equal(2, result.Config.RouterSettings.NumRetries);
        Assert.True(result.Config.RouterSettings.EnablePreCallChecks);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(12, warning.Line);
        Assert.Contains("'order: 1' and 'order: 2'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rate_limit_example_declares_two_keys_without_a_warning_about_it()
    {
        var result = ConfigFolder.Read(Snippets.RateLimits);

        Assert.Empty(result.Errors);
        Assert.DoesNotContain(result.Warnings, warning => warning.Key.StartsWith("general_settings", StringComparison.Ordinal));
        var limits = result.Config!.GeneralSettings.RateLimitConfig;
        Assert.Equal(new KeyRateLimit(100, 10000), limits["user-key-1"]);
        Assert.Equal(new KeyRateLimit(500, 50000), limits["user-key-2"]);
    }

    [Fact]
    public void Cache_time_example_keeps_answers_for_an_hour()
    {
        var result = ConfigFolder.Read(Snippets.CacheTime);

        Assert.Empty(result.Errors);
        Assert.Equal(TimeSpan.FromHours(1), result.Config!.LitellmSettings.CacheParams.Ttl);
        Assert.Equal("redis", result.Config.LitellmSettings.CacheParams.Type);
        Assert.Equal([3, 4], result.Warnings.Where(warning => warning.Line > 1).Select(warning => warning.Line));
    }

    [Fact]
    public void All_examples_in_one_file_mean_the_same_together()
    {
        var config = ConfigFolder.Load("""
            model_list:
              - model_name: gpt-oss-120b
                litellm_params:
                  model: openai/gpt-oss-120b
                  api_base: http://vllm-gpt-oss-120b:8000/v1
                  api_key: "not-used"
                  rpm: 100  # Requests per minute
                  tpm: 100000  # Tokens per minute
              - model_name: my-custom-model
                litellm_params:
                  model: custom/model-name
                  api_base: http://vllm-my-model:8000/v1
                  api_key: "not-used"
              - model_name: gpt-primary
                litellm_params:
                  model: openai/gpt-oss-120b
                  api_base: http://vllm-gpt-oss-120b:8000/v1
                  api_key: "not-used"
              - model_name: gpt-primary
                litellm_params:
                  model: openai/gpt-oss-20b
                  api_base: http://vllm-gpt-oss-20b:8000/v1
                  api_key: "not-used"

            router_settings:
              routing_strategy: least-busy
              redis_host: redis
              redis_port: 6379
              num_retries: 2
              enable_pre_call_checks: true

            litellm_settings:
              cache: true
              cache_type: redis
              cache_kwargs:
                ttl: 3600

            general_settings:
              master_key: os.environ/LITELLM_MASTER_KEY
              rate_limit_config:
                user-key-1:
                  rpm: 100
                  tpm: 10000
                user-key-2:
                  rpm: 500
                  tpm: 50000
            """, ("LITELLM_MASTER_KEY", "sk-your-secure-key-here"));

        Assert.Equal(["gpt-oss-120b", "my-custom-model", "gpt-primary", "gpt-primary"], config.ModelList.Select(entry => entry.ModelName));
        Assert.Equal("least-busy", config.RouterSettings.RoutingStrategy);
        Assert.Equal(TimeSpan.FromHours(1), config.LitellmSettings.CacheParams.Ttl);
        Assert.Equal("sk-your-secure-key-here", config.GeneralSettings.MasterKey);
        Assert.Equal(2, config.GeneralSettings.RateLimitConfig.Count);
    }

    [Fact]
    public void Repository_config_loads_without_a_finding()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gateway.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var result = ConfigReader.Read(Path.Combine(folder, "config.yaml"), _ => null, []);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(5, result.Config!.ModelList.Count);
    }
}
