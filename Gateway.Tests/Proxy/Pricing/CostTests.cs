using Gateway.Proxy.Configuration;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pricing;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Pricing;

public sealed class CostTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Tokens_cost_by_their_kind()
    {
        var price = new ModelPrice { InputPerToken = 1, OutputPerToken = 10, CachedInputPerToken = 0.1, ReasoningOutputPerToken = 100 };

        var cost = CostCalculator.Cost(price, new Usage(10, 5) { CachedTokens = 4, ReasoningTokens = 2 }, s_second, s_second);

        Assert.Equal((6 * 1) + (4 * 0.1) + (3 * 10) + (2 * 100), cost, 9);
    }

    [Fact]
    public void Kinds_without_a_price_of_their_own_cost_as_any_other()
    {
        var price = new ModelPrice { InputPerToken = 1, OutputPerToken = 10 };

        Assert.Equal(60, CostCalculator.Cost(price, new Usage(10, 5) { CachedTokens = 4, ReasoningTokens = 2 }, s_second, s_second), 9);
    }

    [Fact]
    public void Seconds_requests_and_GPU_hours_cost_too()
    {
        Assert.Equal(6, CostCalculator.Cost(new ModelPrice { PerSecond = 2 }, default, s_second * 3, default), 9);
        Assert.Equal(0.5, CostCalculator.Cost(new ModelPrice { PerRequest = 0.5 }, default, s_second, default), 9);
        Assert.Equal(1.8, CostCalculator.Cost(new ModelPrice { PerGpuHour = 3.6 }, default, s_second, TimeSpan.FromMinutes(30)), 9);
    }

    [Fact]
    public void Requests_that_share_a_GPU_share_its_time()
    {
        var time = new ManualTimeProvider();
        var clock = new BusyClock(time);

        var first = clock.Begin();
        time.Advance(s_second * 10);
        var second = clock.Begin();
        time.Advance(s_second * 10);
        var firstShare = clock.Share(first);
        clock.End();
        time.Advance(s_second * 10);
        var secondShare = clock.Share(second);
        clock.End();
        time.Advance(s_second * 100);

        Assert.Equal(15, firstShare.TotalSeconds, 6);
        Assert.Equal(15, secondShare.TotalSeconds, 6);
        Assert.Equal(0, clock.Share(clock.Begin()).TotalSeconds, 6);
    }

    [Fact]
    public void Config_wins_over_the_map_and_model_info_over_the_parameters()
    {
        var entry = Entry("openai/gpt-oss-120b", parameters: new() { ["output_cost_per_token"] = 5, ["input_cost_per_request"] = 1 }, info: new() { ["output_cost_per_token"] = 7 });

        var price = new PriceBook(PriceMap.BuiltIn).For(entry, "openai", "gpt-oss-120b", new LitellmSettings());

        Assert.Equal((1.5e-07, 7, 1), (price.InputPerToken, price.OutputPerToken, price.PerRequest));
    }

    [Fact]
    public void Model_whose_price_nobody_knows_is_free()
    {
        Assert.Same(ModelPrice.Free, new PriceBook(PriceMap.BuiltIn).For(Entry("openai/unheard-of"), "openai", "unheard-of", new LitellmSettings()));
    }

    [Fact]
    public void Explicit_zeros_make_a_known_model_free()
    {
        var entry = Entry("openai/gpt-oss-120b", info: new() { ["input_cost_per_token"] = 0, ["output_cost_per_token"] = 0 });

        Assert.Same(ModelPrice.Free, new PriceBook(PriceMap.BuiltIn).For(entry, "openai", "gpt-oss-120b", new LitellmSettings()));
    }

    [Fact]
    public void Discount_comes_first_and_margin_on_what_is_left()
    {
        var settings = new LitellmSettings
        {
            CostDiscountConfig = new Dictionary<string, double> { ["openai"] = 0.5 },
            CostMarginConfig = new Dictionary<string, CostMargin> { ["global"] = new(9, 9), ["openai"] = new(0.2, 0.01) },
        };

        var price = new PriceBook(PriceMap.BuiltIn).For(Entry("openai/x", info: new() { ["input_cost_per_token"] = 10 }), "openai", "x", settings);

        Assert.Equal(6, price.InputPerToken, 9);
        Assert.Equal(0.01, price.PerRequest, 9);
    }

    [Fact]
    public void Price_map_of_a_file_is_put_over_the_built_in_one()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"sample_spec":{"mode":"chat"},"openai/mine":{"input_cost_per_token":2,"supports_vision":true,"mode":"chat"},"gpt-oss-20b":{"input_cost_per_token":9}}""");

        var map = PriceMap.Load(new Uri(path).AbsoluteUri);

        Assert.Equal(2, map.Find("openai/mine")["input_cost_per_token"]);
        Assert.Equal(9, map.Find(null, "gpt-oss-20b")["input_cost_per_token"]);
        Assert.NotEmpty(map.Find("gpt-oss-120b"));
        File.Delete(path);
    }

    private static ModelEntry Entry(string model, Dictionary<string, double>? parameters = null, Dictionary<string, double>? info = null) => new()
    {
        ModelName = "group",
        LitellmParams = new LitellmParams { Model = model, Costs = parameters ?? [] },
        ModelInfo = new ModelInfo { Costs = info ?? [] },
    };
}
