using System.Net;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>A PostgreSQL that goes and comes back; a server of its own, since other tests need theirs.</summary>
public sealed class KeyDatabaseAwayTests
{
    [Fact]
    public async Task Gateway_starts_without_its_database_and_heals_by_itself()
    {
        var postgres = new PostgresServer();
        await postgres.InitializeAsync();
        try
        {
            var url = await postgres.NewDatabaseAsync();
            await postgres.StopAsync();
            await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);

            // The master key needs no database; another one cannot be checked.
            Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(GatewayServer.MasterKey));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "no_db_connection"), await gateway.TryAsync("sk-any-key"));
            using (var refused = await gateway.PostAsync("/key/generate", "{}"))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.NotNull(refused.Headers.RetryAfter);
            }

            await postgres.StartAsync();
            var key = await gateway.NewKeyAsync();
            Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
            Assert.Equal((HttpStatusCode.Unauthorized, "token_not_found_in_db"), await gateway.TryAsync("sk-any-key"));

            await postgres.StopAsync();
            await Assert.ThrowsAnyAsync<Exception>(gateway.PollAsync);
            Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "no_db_connection"), await gateway.TryAsync("sk-any-key"));
        }
        finally
        {
            await postgres.DisposeAsync();
        }
    }
}
