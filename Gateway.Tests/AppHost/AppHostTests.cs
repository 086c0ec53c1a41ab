using System.ClientModel;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Gateway.Tests.Scripts;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;

namespace Gateway.Tests.AppHost;

/// <summary>The application as <c>dotnet run --project Gateway.AppHost</c> starts it, with simulated model servers.</summary>
public sealed class AppHostTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Client_gets_an_answer_through_the_gateway_and_the_admin_site_is_there()
    {
        using var folder = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Gateway_AppHost>(["--data-dir", folder.Path, "--Parameters:litellm-master-key=sk-of-the-test"]);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.Services.GetRequiredService<ResourceNotificationService>().WaitForResourceHealthyAsync("admin").WaitAsync(s_patience);

        var endpoint = app.GetEndpoint("proxy", "http");
        var client = new ChatClient("gpt-oss-120b", new ApiKeyCredential("sk-of-the-test"), new OpenAIClientOptions { Endpoint = new Uri(endpoint, "/v1") });
        ChatCompletion answer = await client.CompleteChatAsync("Hello!");
        using var http = new HttpClient { BaseAddress = endpoint };
        using var site = await http.GetAsync("/ui");

        Assert.NotEmpty(answer.Content[0].Text);
        Assert.True(site.IsSuccessStatusCode);
    }
}
