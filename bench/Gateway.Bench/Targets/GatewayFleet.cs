using System.Text;
using Gateway.Bench.Load;
using Gateway.Bench.Upstream;

namespace Gateway.Bench.Targets;

/// <summary>
/// A configuration of the gateway by its size. Authentication, routing, limits and spend logging are on; the limits are
/// high enough never to refuse.
/// </summary>
internal sealed record GatewayFleet(IReadOnlyList<string> Groups, int DeploymentsPerGroup, int Keys)
{
    // Enough different callers that no one key, group or bucket stays in a processor's cache by itself.
    private const int MostCallers = 500;

    private const int Limit = 2_000_000_000;

    public static readonly GatewayFleet Small = new([Answers.Model], DeploymentsPerGroup: 2, Keys: 1);

    // The names are as long as the small fleet's one, so that answers have the same length.
    public static readonly GatewayFleet Large = new([.. Enumerable.Range(0, 100).Select(i => $"gpt-oss-{i:0000}")], DeploymentsPerGroup: 10, Keys: 10_000);

    public IReadOnlyList<Caller> Callers()
    {
        var count = Math.Min(Keys, MostCallers);
        return [.. Enumerable.Range(0, count).Select(i => new Caller(Key((long)i * Keys / count), Groups[i % Groups.Count]))];
    }

    public string Config(string apiBase)
    {
        var yaml = new StringBuilder("model_list:\n");
        foreach (var group in Groups)
        {
            for (var i = 1; i <= DeploymentsPerGroup; i++)
            {
                // The ids are told, since deployments with equal parameters might else be taken for one.
                yaml.Append($$"""
                      - model_name: {{group}}
                        litellm_params:
                          model: openai/{{Answers.Model}}
                          api_base: {{apiBase}}
                          api_key: "not-used"
                        model_info:
                          id: {{group}}-{{i}}

                    """);
            }
        }

        yaml.Append("""
            router_settings:
              routing_strategy: least-busy
            general_settings:
              rate_limit_config:

            """);
        for (var i = 0; i < Keys; i++)
        {
            yaml.Append($"    {Key(i)}:\n      rpm: {Limit}\n      tpm: {Limit}\n");
        }

        return yaml.ToString();
    }

    private static string Key(long number) => $"bench-key-{number:000000}";
}
