using System.Net;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Which tokens of an identity provider are genuine and in force, and how those that are not are refused.</summary>
public sealed class JwtVerificationTests : IAsyncLifetime
{
    private TokenIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await TokenIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Theory]
    [InlineData("""{"exp":1700000000}""", "it expired at 2023-11-14 22:13:20Z")]
    [InlineData("""{"exp":null}""", "it has no end (exp)")]
    [InlineData("""{"nbf":4000000000,"exp":4000000001}""", "it is not valid before 2096-10-02 07:06:40Z (nbf)")]
    [InlineData("""{"aud":"another-application"}""", "it was made for another application (aud)")]
    [InlineData("""{"iss":"https://somebody.example.com"}""", "it was made by somebody else than the identity provider (iss)")]
    public async Task Token_that_does_not_hold_is_a_401_that_says_why(string claims, string why)
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, _issuer.DiscoveryUrl);
        using var client = gateway.NewClient(_issuer.Sign(claims));

        using var response = await gateway.ChatAsync("a", client: client);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(why, (await response.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_is_signed_with_a_curve_is_let_in()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);

        Assert.Null(await gateway.CodeAsync(_issuer.SignWithCurve(TokenGateway.Ada)));
    }

    [Fact]
    public async Task Forged_tokens_are_refused()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        var parts = _issuer.Sign(TokenGateway.Ada).Split('.');
        foreach (var token in (string[])
        [
            _issuer.Sign(TokenGateway.Ada, wrongKey: true), _issuer.SignWithPublicKey(TokenGateway.Ada), $"{parts[0]}.{_issuer.Sign("""{"sub":"eve","scope":"litellm_proxy_admin"}""").Split('.')[1]}.{parts[2]}",
            $"eyJhbGciOiJub25lIn0.{parts[1]}.", $"{parts[0]}.{parts[1]}.", "eyJ.eyJ.x", "eyJ..",
        ])
        {
            Assert.Equal("invalid_token", await gateway.CodeAsync(token));
        }
    }

    [Fact]
    public async Task Refused_token_is_in_no_answer_and_no_log()
    {
        using var logs = new CapturedLogs();
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, logs: logs);
        var token = _issuer.Sign("""{"exp":1700000000}""");
        using var client = gateway.NewClient(token);

        using var response = await gateway.ChatAsync("a", client: client);

        var signature = token.Split('.')[2];
        Assert.DoesNotContain(signature, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(signature, logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_was_let_in_ends_with_its_time()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, time: clock);
        var token = _issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow());
        Assert.Null(await gateway.CodeAsync(token));

        clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("invalid_token", await gateway.CodeAsync(token));
    }

    [Fact]
    public async Task Known_token_is_not_verified_again()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        var token = _issuer.Sign(TokenGateway.Ada);
        await gateway.TryAsync(token);
        _issuer.Rotate();

        Assert.Null(await gateway.CodeAsync(token));
        Assert.Equal(1, _issuer.Fetches);
    }

    [Fact]
    public async Task Tokens_are_no_keys_where_the_config_does_not_say_so()
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models);

        Assert.Equal("invalid_api_key", await gateway.CodeAsync(_issuer.Sign(TokenGateway.Ada)));
    }
}
