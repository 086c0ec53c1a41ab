using System.Net;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>The identity provider's public keys: when they are fetched, and what goes on while it is away.</summary>
public sealed class SigningKeyTests : IAsyncLifetime
{
    private TokenIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await TokenIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Provider_that_is_away_takes_nothing_from_another()
    {
        await using var away = await TokenIssuer.StartAsync();
        away.IsBroken = true;
        away.Rotate();
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, $"{_issuer.DiscoveryUrl},{away.DiscoveryUrl}");

        Assert.Null(await gateway.CodeAsync(_issuer.Sign(TokenGateway.Ada)));
        Assert.Equal("identity_provider_unavailable", await gateway.CodeAsync(away.Sign(TokenGateway.Ada)));
    }

    [Fact]
    public async Task New_key_of_the_provider_is_fetched_when_a_token_needs_it()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, time: clock);
        await gateway.TryAsync(_issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow()));
        _issuer.Rotate();
        clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Null(await gateway.CodeAsync(_issuer.Sign("""{"sub":"bob"}""", clock.GetUtcNow())));
    }

    [Fact]
    public async Task Made_up_keys_make_nobody_fetch_more_than_every_ten_seconds()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        await gateway.TryAsync(_issuer.Sign(TokenGateway.Ada));
        _issuer.Rotate();

        for (var i = 0; i < 5; i++)
        {
            await gateway.TryAsync(_issuer.Sign(TokenGateway.Ada));
        }

        Assert.Equal(1, _issuer.Fetches);
    }

    [Fact]
    public async Task Keys_go_on_while_the_provider_is_away()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, time: clock);
        await gateway.TryAsync(_issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow()));
        _issuer.IsBroken = true;
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(await gateway.CodeAsync(_issuer.Sign("""{"sub":"bob"}""", clock.GetUtcNow())));
    }

    [Fact]
    public async Task Old_keys_are_fetched_again_while_they_hold()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, time: clock);
        await gateway.TryAsync(_issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Null(await gateway.CodeAsync(_issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow())));

        await gateway.WhenAsync(() => _issuer.Fetches == 2);
    }

    [Fact]
    public async Task Provider_that_never_answered_is_a_503_and_no_401()
    {
        _issuer.IsBroken = true;
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        using var client = gateway.NewClient(_issuer.Sign(TokenGateway.Ada));

        using var response = await gateway.ChatAsync("a", client: client);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "10"), (response.StatusCode, response.Header("retry-after")));
    }
}
