using System.Diagnostics;
using System.Globalization;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Functional;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Admin;

/// <summary>A gateway over <see cref="VolumeData"/>: 100,000 spend logs, or <c>ADMIN_VOLUME_ROWS</c>.</summary>
public sealed class VolumeGateway(PostgresServer postgres) : IAsyncLifetime
{
    private GatewayServer? _gateway;

    internal GatewayServer Server => _gateway!;

    /// <summary>How much there is, and how long it took to make.</summary>
    public string Made { get; private set; } = "";

    /// <summary>How long a call may take, in milliseconds: <c>ADMIN_VOLUME_LIMIT_MS</c>, else generous, since other tests run beside it.</summary>
    public static int LimitMs => Number("ADMIN_VOLUME_LIMIT_MS", 3_000);

    public async Task InitializeAsync()
    {
        var rows = Number("ADMIN_VOLUME_ROWS", 100_000);
        var connection = await postgres.NewDatabaseAsync();
        _gateway = await GatewayServer.StartAsync($"model_list: []\ngeneral_settings: {{ database_url: \"{connection};Command Timeout=900\" }}\n");
        await _gateway.Services.GetRequiredService<SpendWriter>().Migrated;
        var watch = Stopwatch.StartNew();
        await VolumeData.FillAsync(_gateway.Services.GetRequiredService<Database>(), rows);
        await _gateway.PollAsync();
        Made = $"{rows} spend logs of {VolumeData.Keys} keys made in {watch.Elapsed.TotalSeconds:0} s";
    }

    public Task DisposeAsync() => _gateway?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
