using System.Net;
using Gateway.Tests.Common;

namespace Gateway.Tests.Functional;

/// <summary><c>default_api_key_rpm_limit</c> of a deployment: what each key may ask of its model.</summary>
public sealed class DefaultKeyLimitTests
{
    [Fact]
    public async Task Each_key_has_the_models_limit_unless_it_has_its_own()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync($"model_list:\n{Fleet.Deployment("m", fleet["a"].Address, ", default_api_key_rpm_limit: 1")}", new ManualTimeProvider());
        await gateway.PollAsync();
        var (one, other, own) = (await gateway.NewKeyAsync(), await gateway.NewKeyAsync(), await gateway.NewKeyAsync("""{"model_rpm_limit":{"m":3}}"""));

        Assert.Equal((1, 1, 3, 5), (await AdmittedAsync(one), await AdmittedAsync(other), await AdmittedAsync(own), await AdmittedAsync(GatewayServer.MasterKey)));

        async Task<int> AdmittedAsync(string key)
        {
            var admitted = 0;
            for (var i = 0; i < 5; i++)
            {
                var (status, type) = await gateway.TryAsync(key, "m");
                Assert.True(status == HttpStatusCode.OK || type == "throttling_error", $"{status} {type}");
                admitted += status == HttpStatusCode.OK ? 1 : 0;
            }

            return admitted;
        }
    }
}
