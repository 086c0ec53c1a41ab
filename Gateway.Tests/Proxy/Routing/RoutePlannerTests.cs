using Gateway.Proxy.Configuration;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Routing;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Routing;

public sealed class RoutePlannerTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Deployments_of_a_group_are_tried_in_turn_before_any_is_tried_again()
    {
        var plan = Plan(A.Deployment("a", time: _time), A.Deployment("b", time: _time), A.Deployment("c", time: _time));

        var taken = Enumerable.Range(0, 3).Select(_ => plan.TryTake(out var _, out var _)!.Deployment.Id).ToList();

        Assert.Equal(["a", "b", "c"], taken.Order());
        Assert.NotNull(plan.TryTake(out _, out _));
    }

    [Fact]
    public void Lower_order_level_is_used_while_it_has_one_that_may_serve()
    {
        var (first, second) = (A.Deployment("a", order: 1, time: _time), A.Deployment("b", order: 2, time: _time));
        Assert.Equal("a", Plan(first, second).TryTake(out _, out _)!.Deployment.Id);

        first.State.CoolDown(TimeSpan.FromSeconds(5));

        Assert.Equal("b", Plan(first, second).TryTake(out _, out _)!.Deployment.Id);
    }

    [Fact]
    public void Next_order_level_is_reached_once_and_then_there_is_none()
    {
        var plan = Plan(A.Deployment("a", order: 1, time: _time), A.Deployment("b", order: 2, time: _time));
        plan.TryTake(out _, out _);

        Assert.True(plan.TryNextLevel());
        Assert.Equal("b", plan.TryTake(out _, out _)!.Deployment.Id);
        Assert.False(plan.TryNextLevel());
    }

    [Fact]
    public void Group_that_cools_down_altogether_is_probed_once_where_the_cooldown_ends_first()
    {
        var (late, soon) = (A.Deployment("a", time: _time), A.Deployment("b", time: _time));
        late.State.CoolDown(TimeSpan.FromSeconds(9));
        soon.State.CoolDown(TimeSpan.FromSeconds(4));
        var plan = Plan(late, soon);

        var probe = plan.TryTake(out _, out _);

        Assert.Equal(("b", true), (probe!.Deployment.Id, probe.IsProbe));
        Assert.Null(plan.TryTake(out var reason, out var retryAfter));
        Assert.Equal(Unavailable.CoolingDown, reason);
        Assert.Equal(TimeSpan.FromSeconds(4), retryAfter);
    }

    [Fact]
    public void Full_deployments_are_passed_over_and_a_full_group_says_so()
    {
        var (a, b) = (A.Deployment("a", maxParallel: 1, time: _time), A.Deployment("b", maxParallel: 1, time: _time));
        var leases = new[] { Plan(a, b).TryTake(out _, out _), Plan(a, b).TryTake(out _, out _) };
        Assert.All(leases, Assert.NotNull);

        Assert.Null(Plan(a, b).TryTake(out var reason, out _));
        Assert.Equal(Unavailable.AtLimit, reason);
        leases[0]!.Release(default);
        Assert.NotNull(Plan(a, b).TryTake(out _, out _));
    }

    [Fact]
    public void Deployment_limits_hold_where_the_group_enforces_them()
    {
        var deployment = A.Deployment("a", rpm: 2, time: _time);
        var group = A.Group(new LeastBusyStrategy(new Random(1)), enforceLimits: true, deployment);
        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(Plan(group).TryTake(out _, out _));
        }

        Assert.Null(Plan(group).TryTake(out var reason, out var retryAfter));
        Assert.Equal((Unavailable.AtLimit, TimeSpan.FromSeconds(60)), (reason, retryAfter));
        Assert.Equal(2, deployment.State.InFlight);
    }

    [Fact]
    public void Deployment_limits_are_mere_weights_elsewhere()
    {
        var deployment = A.Deployment("a", rpm: 1, time: _time);

        Assert.NotNull(Plan(deployment).TryTake(out _, out _));
        Assert.NotNull(Plan(deployment).TryTake(out _, out _));
    }

    [Fact]
    public void Prompt_too_long_for_a_deployment_goes_to_one_that_takes_it()
    {
        var (small, large) = (A.Deployment("a", maxInputTokens: 10, time: _time), A.Deployment("b", maxInputTokens: 1_000, time: _time));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("b", Plan(A.Group(new SimpleShuffleStrategy(new Random(i)), false, small, large), promptTokens: 100).TryTake(out _, out _)!.Deployment.Id);
        }

        Assert.Null(Plan(A.Group(new SimpleShuffleStrategy(new Random(1)), false, small), promptTokens: 100).TryTake(out var reason, out _));
        Assert.Equal(Unavailable.PromptTooLong, reason);
    }

    [Fact]
    public void In_flight_returns_to_zero_however_often_a_lease_is_released()
    {
        var deployment = A.Deployment("a", time: _time);
        var lease = Plan(deployment).TryTake(out _, out _)!;
        Assert.Equal(1, deployment.State.InFlight);

        lease.Release(new Usage(1, 1));
        lease.Release(new Usage(1, 1));

        Assert.Equal(0, deployment.State.InFlight);
    }

    [Theory]
    [InlineData(nameof(Outcome.ServerError), "general")]
    [InlineData(nameof(Outcome.ContextWindowExceeded), "long")]
    [InlineData(nameof(Outcome.ContentPolicyViolated), "strict")]
    public void Kind_of_failure_decides_the_fallback_list(string outcome, string group)
    {
        var plan = Plan(new RequestOverrides());

        Assert.True(plan.TryFallBack(Enum.Parse<Outcome>(outcome)));
        Assert.Equal(group, plan.Current.Group.Name);
    }

    [Fact]
    public void Request_may_name_its_own_fallbacks_or_none()
    {
        var own = Plan(new RequestOverrides { Fallbacks = ["unknown", "strict"] });
        Assert.True(own.TryFallBack(Outcome.ServerError));
        Assert.Equal("strict", own.Current.Group.Name);
        Assert.False(own.TryFallBack(Outcome.ServerError));

        Assert.False(Plan(new RequestOverrides { DisableFallbacks = true }).TryFallBack(Outcome.ServerError));
    }

    private RoutePlan Plan(params Deployment[] deployments) => Plan(A.Group(new SimpleShuffleStrategy(new Random(5)), enforceLimits: false, deployments));

    private RoutePlan Plan(ModelGroup group, int promptTokens = 1)
    {
        var snapshot = Build(new GatewayConfig { RouterSettings = new RouterSettings { EnablePreCallChecks = true } });
        return new RoutePlan(new RoutePlanner(_time), snapshot, A.Key(_time), new ResolvedModel(group), RequestOverrides.None, default, promptTokens);
    }

    private RoutePlan Plan(RequestOverrides overrides)
    {
        static ModelEntry Entry(string name) => new()
        {
            ModelName = name,
            LitellmParams = new LitellmParams { Model = "openai/" + name, ApiBase = new Uri("http://vllm/v1") },
        };
        var snapshot = Build(new GatewayConfig
        {
            ModelList = [Entry("first"), Entry("general"), Entry("long"), Entry("strict")],
            RouterSettings = new RouterSettings
            {
                Fallbacks = new Dictionary<string, IReadOnlyList<string>> { ["first"] = ["general"] },
                ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<string>> { ["first"] = ["long"] },
                ContentPolicyFallbacks = new Dictionary<string, IReadOnlyList<string>> { ["first"] = ["strict"] },
            },
        });
        Assert.True(snapshot.TryResolve("first", out var model));
        return new RoutePlan(new RoutePlanner(_time), snapshot, A.Key(_time), model, overrides, default, 1);
    }

    private GatewaySnapshot Build(GatewayConfig config) =>
        new SnapshotBuilder(new RuntimeState(_time), new RoutingStrategies(new Random(1)), new PriceBook(PriceMap.BuiltIn)).Build(config, "sk-master");
}
