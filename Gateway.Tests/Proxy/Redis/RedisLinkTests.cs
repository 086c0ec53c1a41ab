using System.Net;
using Gateway.Proxy.Redis;
using Gateway.Tests.Common;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Gateway.Tests.Proxy.Redis;

public sealed class RedisLinkTests
{
    [Fact]
    public async Task Breaker_opens_after_a_few_failures_and_closes_when_a_try_succeeds()
    {
        var server = new RedisServer();
        await server.InitializeAsync();
        var connection = ConnectionMultiplexer.Connect($"{server.Host}:{server.Port}");
        var time = new ManualTimeProvider();
        var link = new RedisLink(() => connection, new RedisTiming(Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(2)), time, NullLogger<RedisLink>.Instance);
        var calls = 0;
        Task<bool> Fail(IDatabase database)
        {
            calls++;
            throw new TimeoutException();
        }

        for (var i = 0; i < 20; i++)
        {
            Assert.False(await link.TryAsync(Fail, false));
        }

        Assert.Equal((5, true), (calls, link.IsOpen));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await link.TryAsync(database => database.StringSetAsync("x", 1), false));
        Assert.False(link.IsOpen);
        await server.DisposeAsync();
    }

    public static TheoryData<Exception> Failures => [new RedisServerException("OOM"), new RedisCommandException("Command cannot be issued to a replica"), new TimeoutException(), new ObjectDisposedException("connection")];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_of_a_command_is_as_if_Redis_were_not_there(Exception failure)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{FreePort.Next()},abortConnect=false,connectTimeout=10");
        var link = new RedisLink(() => connection, new RedisTiming(Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(2)), TimeProvider.System, NullLogger<RedisLink>.Instance);

        Assert.Equal("otherwise", await link.TryAsync<string>(_ => throw failure, "otherwise"));
        Assert.Equal(failure.Message, (await link.AskAsync<string>(_ => throw failure)).Error);
    }

    [Fact]
    public async Task Log_says_why_Redis_cannot_be_reached()
    {
        var logs = new CapturedLogs();
        var link = new RedisLink(
            () => throw new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, "WRONGPASS invalid username-password pair"),
            new RedisTiming(Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(2)), TimeProvider.System, new LoggerFactory([logs]).CreateLogger<RedisLink>());

        for (var i = 0; i < 5; i++)
        {
            Assert.False(await link.TryAsync(database => database.StringSetAsync("x", 1), false));
        }

        await Eventually.TrueAsync(() => Task.FromResult(logs.Text.Contains("Redis cannot be reached: WRONGPASS", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task While_the_breaker_is_open_one_command_in_two_seconds_tries()
    {
        var server = new RedisServer();
        await server.InitializeAsync();
        var connection = ConnectionMultiplexer.Connect($"{server.Host}:{server.Port}");
        var time = new ManualTimeProvider();
        var link = new RedisLink(() => connection, new RedisTiming(Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(2)), time, NullLogger<RedisLink>.Instance);
        var tries = 0;
        for (var second = 0; second < 10; second++)
        {
            for (var i = 0; i < 50; i++)
            {
                await link.TryAsync(Fail, false);
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        // Five to open it, and one after each two of the nine seconds that followed.
        Assert.Equal(5 + 4, tries);
        await server.DisposeAsync();

        Task<bool> Fail(IDatabase database)
        {
            tries++;
            throw new TimeoutException();
        }
    }

    [Theory]
    [InlineData("redis://cache:6380/2", "cache:6380", null, null, 2, false)]
    [InlineData("rediss://user:p%40s%2Cs@cache", "cache:6379", "user", "p@s,s", null, true)]
    [InlineData("cache:6379,password=x", "cache:6379", null, "x", null, false)]
    public void Redis_url_is_understood(string url, string server, string? user, string? password, int? database, bool ssl)
    {
        var options = new RedisAddress { Url = url }.Options()!;

        Assert.Equal([server], options.EndPoints.Cast<DnsEndPoint>().Select(endpoint => $"{endpoint.Host}:{endpoint.Port}"));
        Assert.Equal((user, password, database, ssl), (options.User, options.Password, options.DefaultDatabase, options.Ssl));
    }
}
