using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Routing;
using Gateway.Proxy.Telemetry;
using Gateway.Tests.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxy.Telemetry;

public sealed class GatewayMetricsTests
{
    private const string Key = """end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="team-a",""";

    [Fact]
    public async Task Request_moves_each_of_its_series_once()
    {
        var metrics = Scrapes.Metrics();
        for (var i = 0; i < 3; i++)
        {
            metrics.Record(Scrapes.Log());
        }

        var samples = Exposition.Parse(await Scrapes.TextAsync(metrics));

        Assert.Equal(3, samples["litellm_proxy_total_requests_metric_total{" + Key + """requested_model="gpt-oss-120b",team="",team_alias="",user="",status_code="200",user_email="",route="/v1/chat/completions",model_id="d-1"}"""]);
        Assert.Equal(3, samples["litellm_requests_metric_total{" + Key + """model="gpt-oss-120b",team="",team_alias="",user="",user_email=""}"""]);
        Assert.Equal(0.75, samples["litellm_spend_metric_total{" + Key + """model="gpt-oss-120b",team="",team_alias="",user=""}"""]);
        Assert.Equal(45, samples["litellm_total_tokens_metric_total{" + Key + """model="gpt-oss-120b",team="",team_alias="",user="",requested_model="gpt-oss-120b"}"""]);
        Assert.DoesNotContain(samples.Keys, sample => sample.StartsWith("litellm_proxy_failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scrape_reads_exactly_like_this()
    {
        var time = new ManualTimeProvider();
        var metrics = Scrapes.Metrics(time: time);
        metrics.Record(Scrapes.Log() with { Streamed = true, TimeToFirstToken = TimeSpan.FromSeconds(0.25), KeyAlias = null });
        metrics.Record(Scrapes.Log(status: 429, error: "throttling_error") with { DeploymentId = null, UpstreamModel = null, LitellmModel = null, KeyAlias = null });
        Record(metrics, time, Outcome.Relayed, 200);

        var lines = (await Scrapes.TextAsync(metrics)).Split('\n').Where(line => !line.Contains("_bucket{", StringComparison.Ordinal));

        Assert.Equal(
            """
            # HELP litellm_proxy_total_requests_metric_total Requests to the gateway with a valid key, each counted once.
            # TYPE litellm_proxy_total_requests_metric_total counter
            litellm_proxy_total_requests_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",requested_model="gpt-oss-120b",team="",team_alias="",user="",status_code="200",user_email="",route="/v1/chat/completions",model_id="d-1"} 1
            litellm_proxy_total_requests_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",requested_model="gpt-oss-120b",team="",team_alias="",user="",status_code="429",user_email="",route="/v1/chat/completions",model_id=""} 1
            # HELP litellm_proxy_failed_requests_metric_total Requests that ended with an error for the client; exception_status 499 is a client that went away.
            # TYPE litellm_proxy_failed_requests_metric_total counter
            litellm_proxy_failed_requests_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",requested_model="gpt-oss-120b",team="",team_alias="",user="",user_email="",exception_status="429",exception_class="RateLimitError",route="/v1/chat/completions",model_id=""} 1
            # HELP litellm_requests_metric_total Requests that a model has answered.
            # TYPE litellm_requests_metric_total counter
            litellm_requests_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",model="gpt-oss-120b",team="",team_alias="",user="",user_email=""} 1
            # HELP litellm_spend_metric_total Spend in US dollars.
            # TYPE litellm_spend_metric_total counter
            litellm_spend_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",model="gpt-oss-120b",team="",team_alias="",user=""} 0.25
            # HELP litellm_total_tokens_metric_total Tokens of prompts and answers.
            # TYPE litellm_total_tokens_metric_total counter
            litellm_total_tokens_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",model="gpt-oss-120b",team="",team_alias="",user="",requested_model="gpt-oss-120b"} 15
            # HELP litellm_input_tokens_metric_total Tokens of prompts.
            # TYPE litellm_input_tokens_metric_total counter
            litellm_input_tokens_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",model="gpt-oss-120b",team="",team_alias="",user="",requested_model="gpt-oss-120b"} 10
            # HELP litellm_output_tokens_metric_total Tokens of answers.
            # TYPE litellm_output_tokens_metric_total counter
            litellm_output_tokens_metric_total{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",model="gpt-oss-120b",team="",team_alias="",user="",requested_model="gpt-oss-120b"} 5
            # HELP litellm_request_total_latency_metric Seconds from a request's arrival to the end of its answer, of requests that succeeded.
            # TYPE litellm_request_total_latency_metric histogram
            litellm_request_total_latency_metric_sum{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",requested_model="gpt-oss-120b",team="",team_alias="",user="",model="gpt-oss-120b",model_id="d-1"} 2
            litellm_request_total_latency_metric_count{end_user="",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",requested_model="gpt-oss-120b",team="",team_alias="",user="",model="gpt-oss-120b",model_id="d-1"} 1
            # HELP litellm_self_latency Seconds from arrival to the end of the answer, of all requests that succeeded.
            # TYPE litellm_self_latency histogram
            litellm_self_latency_sum{self="self"} 2
            litellm_self_latency_count{self="self"} 1
            # HELP litellm_llm_api_latency_metric Seconds spent on model servers, over all attempts of a request that succeeded.
            # TYPE litellm_llm_api_latency_metric histogram
            litellm_llm_api_latency_metric_sum{model="gpt-oss-120b",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias="",requested_model="gpt-oss-120b",end_user="",user="",model_id="d-1"} 1.9995
            litellm_llm_api_latency_metric_count{model="gpt-oss-120b",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias="",requested_model="gpt-oss-120b",end_user="",user="",model_id="d-1"} 1
            # HELP litellm_llm_api_time_to_first_token_metric Seconds from a request's arrival to the first token of its answer, of streams.
            # TYPE litellm_llm_api_time_to_first_token_metric histogram
            litellm_llm_api_time_to_first_token_metric_sum{model="gpt-oss-120b",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias="",requested_model="gpt-oss-120b",end_user="",user="",model_id="d-1"} 0.25
            litellm_llm_api_time_to_first_token_metric_count{model="gpt-oss-120b",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias="",requested_model="gpt-oss-120b",end_user="",user="",model_id="d-1"} 1
            # HELP litellm_overhead_latency_metric Seconds that the gateway added to a request that succeeded.
            # TYPE litellm_overhead_latency_metric histogram
            litellm_overhead_latency_metric_sum{model_group="gpt-oss-120b",api_provider="openai",api_base="http://vllm:8000/v1",litellm_model_name="openai/gpt-oss-120b",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",model_id="d-1"} 0.0005
            litellm_overhead_latency_metric_count{model_group="gpt-oss-120b",api_provider="openai",api_base="http://vllm:8000/v1",litellm_model_name="openai/gpt-oss-120b",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",model_id="d-1"} 1
            # HELP litellm_deployment_total_requests_total Attempts on a deployment that ended in an answer or a failure.
            # TYPE litellm_deployment_total_requests_total counter
            litellm_deployment_total_requests_total{requested_model="my-model",litellm_model_name="openai/gpt-oss-120b",model_id="d-1",api_base="http://vllm:8000/v1",api_provider="openai",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias=""} 1
            # HELP litellm_deployment_success_responses_total Attempts on a deployment that were answered.
            # TYPE litellm_deployment_success_responses_total counter
            litellm_deployment_success_responses_total{requested_model="my-model",litellm_model_name="openai/gpt-oss-120b",model_id="d-1",api_base="http://vllm:8000/v1",api_provider="openai",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias=""} 1
            # HELP litellm_deployment_latency_per_output_token Seconds of an attempt divided by the tokens of its answer.
            # TYPE litellm_deployment_latency_per_output_token histogram
            litellm_deployment_latency_per_output_token_sum{litellm_model_name="openai/gpt-oss-120b",model_id="d-1",api_base="http://vllm:8000/v1",api_provider="openai",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias=""} 0.25
            litellm_deployment_latency_per_output_token_count{litellm_model_name="openai/gpt-oss-120b",model_id="d-1",api_base="http://vllm:8000/v1",api_provider="openai",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias=""} 1
            # HELP gateway_attempts_total Attempts by how they ended.
            # TYPE gateway_attempts_total counter
            gateway_attempts_total{model_group="group",deployment_id="d-1",outcome="Relayed"} 1

            """,
            string.Join('\n', lines));
    }

    [Fact]
    public async Task Failed_request_is_counted_as_failed_and_has_no_latency()
    {
        var metrics = Scrapes.Metrics();
        metrics.Record(Scrapes.Log(status: 429, error: "throttling_error") with { DeploymentId = null, UpstreamModel = null });

        var samples = Exposition.Parse(await Scrapes.TextAsync(metrics));

        Assert.Equal(
            [
                "litellm_proxy_failed_requests_metric_total{" + Key + """requested_model="gpt-oss-120b",team="",team_alias="",user="",user_email="",exception_status="429",exception_class="RateLimitError",route="/v1/chat/completions",model_id=""}""",
                "litellm_proxy_total_requests_metric_total{" + Key + """requested_model="gpt-oss-120b",team="",team_alias="",user="",status_code="429",user_email="",route="/v1/chat/completions",model_id=""}""",
            ],
            samples.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stream_that_broke_after_its_first_token_is_a_failure_that_has_cost_something()
    {
        var metrics = Scrapes.Metrics();
        metrics.Record(Scrapes.Log(error: "upstream_error") with { Cost = 0.1, Usage = new Usage(3, 4) });

        var text = await Scrapes.TextAsync(metrics);

        Assert.Contains("status_code=\"200\"", text, StringComparison.Ordinal);
        Assert.Contains("exception_status=\"502\",exception_class=\"APIConnectionError\"", text, StringComparison.Ordinal);
        Assert.Equal(7, Scrapes.Sum(text, "litellm_total_tokens_metric_total"));
        Assert.Equal(0.1, Scrapes.Sum(text, "litellm_spend_metric_total"));
    }

    [Fact]
    public async Task Model_that_nobody_has_heard_of_makes_no_series_of_its_own()
    {
        var metrics = Scrapes.Metrics();
        for (var i = 0; i < 100; i++)
        {
            metrics.Record(Scrapes.Log(model: $"made-up-{i}", status: 404, error: "not_found_error") with { ModelGroup = null, DeploymentId = null });
            metrics.Record(Scrapes.Log(model: $"openai/made-up-{i}", status: 404, error: "not_found_error") with { ModelGroup = "openai/*", LitellmModel = "openai/*", UpstreamModel = "*" });
        }

        var text = await Scrapes.TextAsync(metrics);

        Assert.DoesNotContain("made-up", text, StringComparison.Ordinal);
        Assert.Contains("requested_model=\"unknown\"", text, StringComparison.Ordinal);
        Assert.Contains("requested_model=\"openai/*\"", text, StringComparison.Ordinal);
        Assert.Equal(200, Scrapes.Sum(text, "litellm_proxy_total_requests_metric_total"));
    }

    [Fact]
    public async Task Owner_of_the_key_is_on_its_series()
    {
        var metrics = Scrapes.Metrics();
        metrics.Record(Scrapes.Log() with { UserId = "u-1", TeamId = "t-1" });

        var text = await Scrapes.TextAsync(metrics);

        Assert.Contains("litellm_spend_metric_total{" + Key + """model="gpt-oss-120b",team="t-1",team_alias="",user="u-1"} 0.25""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fallback_is_counted_by_how_it_ended()
    {
        var metrics = Scrapes.Metrics();
        metrics.Record(Scrapes.Log() with { ModelGroup = "gpt-oss-20b", Fallbacks = 1 });
        metrics.Record(Scrapes.Log(status: 503, error: "service_unavailable_error") with { ModelGroup = "gpt-oss-20b", Fallbacks = 1 });

        var samples = Exposition.Parse(await Scrapes.TextAsync(metrics));

        const string Labels = """requested_model="gpt-oss-120b",fallback_model="gpt-oss-20b",hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="team-a",team="",team_alias="",""";
        Assert.Equal(1, samples["litellm_deployment_successful_fallbacks_total{" + Labels + """exception_status="",exception_class=""}"""]);
        Assert.Equal(1, samples["litellm_deployment_failed_fallbacks_total{" + Labels + """exception_status="503",exception_class="ServiceUnavailableError"}"""]);
    }

    [Fact]
    public async Task Attempts_are_counted_by_deployment_and_outcome()
    {
        var time = new ManualTimeProvider();
        var metrics = Scrapes.Metrics(time: time);
        Record(metrics, time, Outcome.Relayed, 200);
        Record(metrics, time, Outcome.RateLimited, 429, cooledDown: true);
        Record(metrics, time, Outcome.Unreachable, 0);
        Record(metrics, time, Outcome.ClientGone, 0);

        var text = await Scrapes.TextAsync(metrics);
        var samples = Exposition.Parse(text);

        foreach (var outcome in (string[])["Relayed", "RateLimited", "Unreachable", "ClientGone"])
        {
            Assert.Equal(1, samples[$$"""gateway_attempts_total{model_group="group",deployment_id="d-1",outcome="{{outcome}}"}"""]);
        }

        const string Deployment = """litellm_model_name="openai/gpt-oss-120b",model_id="d-1",api_base="http://vllm:8000/v1",api_provider="openai",""";
        const string Caller = """hashed_api_key="0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",api_key_alias="",team="",team_alias="" """;
        var labels = "{requested_model=\"my-model\"," + Deployment + Caller.TrimEnd();
        Assert.Equal(3, samples["litellm_deployment_total_requests_total" + labels + "}"]);
        Assert.Equal(1, samples["litellm_deployment_success_responses_total" + labels + "}"]);
        Assert.Equal(1, samples["litellm_deployment_failure_responses_total" + labels + """,exception_status="429",exception_class="Openai.RateLimitError"}"""]);
        Assert.Equal(1, samples["litellm_deployment_failure_responses_total" + labels + """,exception_status="503",exception_class="Openai.APIConnectionError"}"""]);
        Assert.Equal(1, samples["litellm_deployment_cooled_down_total{" + Deployment + """exception_status="429"}"""]);

        // One second for four tokens.
        Assert.Equal(0.25, Scrapes.Sum(text, "litellm_deployment_latency_per_output_token_sum"));
        Assert.Equal(1, Scrapes.Sum(text, "litellm_deployment_latency_per_output_token_count"));
    }

    [Fact]
    public async Task Label_sets_beyond_the_cap_are_counted_together_and_said_once()
    {
        var logger = new CountingLogger();
        var metrics = Scrapes.Metrics(maxLabelSets: 10, logger: logger);
        for (var i = 0; i < 100; i++)
        {
            metrics.Record(Scrapes.Log() with { KeyHash = $"key-{i}" });
            metrics.Record(Scrapes.Log(status: 500, error: "internal_server_error") with { KeyHash = $"key-{i}" });
        }

        var text = await Scrapes.TextAsync(metrics);
        var samples = Exposition.Parse(text);

        Assert.Equal(11, samples.Keys.Count(sample => sample.StartsWith("litellm_proxy_total_requests_metric_total", StringComparison.Ordinal)));
        Assert.Equal(190, samples.Single(sample => sample.Key.StartsWith("litellm_proxy_total_requests_metric_total{end_user=\"overflow\"", StringComparison.Ordinal)).Value);
        Assert.Equal(200, Scrapes.Sum(text, "litellm_proxy_total_requests_metric_total"));
        Assert.Equal(100, Scrapes.Sum(text, "litellm_proxy_failed_requests_metric_total"));
        Assert.Equal(1, logger.Warnings);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(0)]
    public void Recording_allocates_nothing_once_the_labels_are_known_or_the_cap_is_reached(int maxLabelSets)
    {
        var time = new ManualTimeProvider();
        var metrics = Scrapes.Metrics(maxLabelSets, time);
        var (answered, failed) = (Scrapes.Log(), Scrapes.Log(status: 429, error: "throttling_error"));
        var (attempt, key) = (Attempt(time, Outcome.Relayed, 200), A.Key(time));
        Once();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Once();
        }

        // A byte for each recording: the smallest object has 24, and what the JIT leaves behind now and then is less than one for all.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);

        void Once()
        {
            metrics.Record(answered);
            metrics.Record(failed);
            metrics.RecordAttempt(attempt, key, "my-model");
        }
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_threads_count_at_once()
    {
        const int Threads = 8;
        const int Each = 10_000;
        var time = new ManualTimeProvider();
        var metrics = Scrapes.Metrics(time: time);
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            var (own, shared) = (Scrapes.Log() with { KeyHash = $"key-{thread}" }, Scrapes.Log());
            var (attempt, key) = (Attempt(time, Outcome.Relayed, 200), A.Key(time));
            for (var i = 0; i < Each; i++)
            {
                metrics.Record(i % 2 == 0 ? own : shared);
                metrics.RecordAttempt(attempt, key, "my-model");
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var text = await Scrapes.TextAsync(metrics);

        const int Total = Threads * Each;
        Assert.Equal(Total, Scrapes.Sum(text, "litellm_proxy_total_requests_metric_total"));
        Assert.Equal(Total * 15, Scrapes.Sum(text, "litellm_total_tokens_metric_total"));
        Assert.Equal(Total * 0.25, Scrapes.Sum(text, "litellm_spend_metric_total"));
        Assert.Equal(Total, Scrapes.Sum(text, "litellm_request_total_latency_metric_count"));
        Assert.Equal(Total * 2, Scrapes.Sum(text, "litellm_request_total_latency_metric_sum"));
        Assert.Equal(Total, Scrapes.Sum(text, "gateway_attempts_total"));
    }

    private static void Record(GatewayMetrics metrics, ManualTimeProvider time, Outcome outcome, int status, bool cooledDown = false)
    {
        var attempt = Attempt(time, outcome, status);
        attempt.CooledDown = cooledDown;
        time.Advance(TimeSpan.FromSeconds(1));
        metrics.RecordAttempt(attempt, A.Key(time), "my-model");
    }

    private static Attempt Attempt(TimeProvider time, Outcome outcome, int status)
    {
        var deployment = A.Deployment(time: time);
        var attempt = new Attempt(new DeploymentLease(deployment, deployment.Model, null), new DefaultHttpContext(), time.GetTimestamp())
        {
            Outcome = outcome,
            Status = status,
        };
        attempt.SetUsage(outcome == Outcome.Relayed ? new Usage(10, 4) : default, time);
        return attempt;
    }

    private sealed class CountingLogger : ILogger<GatewayMetrics>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings += logLevel == LogLevel.Warning ? 1 : 0;
    }
}
