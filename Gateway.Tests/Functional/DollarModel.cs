using System.Globalization;
using Gateway.Simulator;

namespace Gateway.Tests.Functional;

/// <summary>A model <c>m</c> that costs a dollar a completion token and nothing else, with answers of twenty tokens; and <c>free</c>, which costs nothing.</summary>
internal static class DollarModel
{
    /// <summary>US dollars.</summary>
    public const double Answer = 20;

    /// <summary>Both over the first engine, then <paramref name="more"/> sections.</summary>
    public static string Config(SimulatedFleet fleet, string more = "") => "model_list:\n"
        + Fleet.Deployment("m", fleet["a"].Address, ", input_cost_per_token: 0, output_cost_per_token: 1")
        + Fleet.Deployment("free", fleet["a"].Address)
        + more;

    /// <summary>An answer for twenty dollars, after all before it: a request is settled after its answer, and the next one might still find it reserved.</summary>
    public static async Task<HttpResponseMessage> ChatAsync(GatewayServer gateway, HttpClient? client = null, string more = "")
    {
        await gateway.WhenIdleAsync();
        return await SendAsync(gateway, client, more);
    }

    /// <summary>The same beside others.</summary>
    public static Task<HttpResponseMessage> SendAsync(GatewayServer gateway, HttpClient? client = null, string more = "") =>
        gateway.ChatAsync("m", string.Create(CultureInfo.InvariantCulture, $",\"max_tokens\":{Answer},\"min_tokens\":{Answer},\"ignore_eos\":true{more}"), client);
}
