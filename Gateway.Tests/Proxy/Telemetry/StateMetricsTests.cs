using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.Telemetry;
using Gateway.Tests.Common;
using Gateway.Tests.Proxy.Configuration;

namespace Gateway.Tests.Proxy.Telemetry;

public sealed class StateMetricsTests
{
    [Fact]
    public async Task Scrape_shows_the_state_of_that_moment()
    {
        var time = new ManualTimeProvider();
        var config = ConfigFolder.Load("""
            model_list:
              - model_name: a
                litellm_params: {model: openai/a, api_base: http://vllm-a:8000/v1}
                model_info: {id: a-1}
              - model_name: a
                litellm_params: {model: openai/a, api_base: http://vllm-b:8000/v1}
                model_info: {id: a-2}
            """);
        var snapshot = Scrapes.Snapshot(config, new RuntimeState(time));
        var (first, second) = (snapshot.DeploymentsById["a-1"].State, snapshot.DeploymentsById["a-2"].State);
        first.TryEnter(null);
        first.RecentFailures.CountFailure();
        second.CoolDown(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(1.5));
        var requests = new RequestsInFlight();
        requests.Enter();
        var store = new ConfigStore(config);
        store.Fail("no", time.GetUtcNow(), []);

        var text = await Scrapes.StateAsync(store, snapshot, requests, time);

        Exposition.Parse(text);
        Assert.Equal(
            """
            # HELP litellm_in_flight_requests Inference requests that have not ended.
            # TYPE litellm_in_flight_requests gauge
            litellm_in_flight_requests 1
            # HELP gateway_requests_in_flight Inference requests that have not ended.
            # TYPE gateway_requests_in_flight gauge
            gateway_requests_in_flight 1
            # HELP gateway_config_reloads_total Changes of the config that were taken over.
            # TYPE gateway_config_reloads_total counter
            gateway_config_reloads_total 0
            # HELP gateway_config_reload_failures_total Changes of the config that could not be used; the config before stays in force.
            # TYPE gateway_config_reload_failures_total counter
            gateway_config_reload_failures_total 1
            # HELP litellm_deployment_state 0: healthy, 1: failed within the last minute, 2: out of the routing.
            # TYPE litellm_deployment_state gauge
            litellm_deployment_state{litellm_model_name="openai/a",model_id="a-1",api_base="http://vllm-a:8000/v1",api_provider="openai"} 1
            litellm_deployment_state{litellm_model_name="openai/a",model_id="a-2",api_base="http://vllm-b:8000/v1",api_provider="openai"} 2
            # HELP gateway_deployment_in_flight Requests that were sent to a deployment and have not ended.
            # TYPE gateway_deployment_in_flight gauge
            gateway_deployment_in_flight{model_group="a",deployment_id="a-1"} 1
            gateway_deployment_in_flight{model_group="a",deployment_id="a-2"} 0
            # HELP gateway_deployment_cooldown_seconds What is left of a deployment's cooldown; 0: none.
            # TYPE gateway_deployment_cooldown_seconds gauge
            gateway_deployment_cooldown_seconds{model_group="a",deployment_id="a-1"} 0
            gateway_deployment_cooldown_seconds{model_group="a",deployment_id="a-2"} 3.5

            """,
            text);
    }
}
