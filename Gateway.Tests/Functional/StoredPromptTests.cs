using System.Text.Json;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

[Collection(PostgresCollection.Name)]
public sealed class StoredPromptTests(PostgresServer postgres)
{
    private const string Store = "general_settings: { store_prompts_in_spend_logs: true }\n";

    [Theory]
    [InlineData("Sqlite", "")]
    [InlineData("PostgreSql", "")]
    [InlineData("Sqlite", ",\"stream\":true")]
    public async Task Prompt_and_answer_are_kept_where_asked_for(string dialect, string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Fleet.Config(fleet, Store));
        using var plain = await gateway.ChatAsync("m");
        var said = (await plain.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

        using var answer = await gateway.ChatAsync("m", more);
        await answer.Content.ReadAsStringAsync();

        var details = await DetailsAsync(gateway, answer.Header("x-litellm-call-id")!);
        Assert.Contains("\"messages\"", details.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        Assert.Contains(said, details.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal(more.Length > 0, said == details.GetProperty("answer").GetString());
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(Store, "true")]
    [InlineData(Store + "litellm_settings: { turn_off_message_logging: true }\n", null)]
    public async Task Nothing_is_kept_unless_asked_for(string settings, string? redaction)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, "Sqlite", Fleet.Config(fleet, settings));
        if (redaction is not null)
        {
            gateway.Http.DefaultRequestHeaders.Add("x-litellm-enable-message-redaction", redaction);
        }

        // One that fails has details in any case.
        using var answer = await gateway.ChatAsync("m", ",\"mock_testing_fallbacks\":true");

        var details = await DetailsAsync(gateway, answer.Header("x-litellm-call-id")!);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (details.GetProperty("prompt").ValueKind, details.GetProperty("answer").ValueKind));
    }

    private static async Task<JsonElement> DetailsAsync(GatewayServer gateway, string id)
    {
        JsonElement details = default;
        await gateway.WhenAsync(() =>
        {
            details = gateway.GetAsync($"/spend/logs/details?request_id={id}").GetAwaiter().GetResult();
            return details.GetProperty("attempts").GetArrayLength() > 0 || details.GetProperty("error_message").ValueKind == JsonValueKind.String || details.GetProperty("prompt").ValueKind == JsonValueKind.String;
        });
        return details;
    }
}
