using System.Diagnostics;
using System.Text.Json;
using Gateway.Bench.Load;

namespace Gateway.Bench.Processes;

/// <summary>The other end of <see cref="LoadLoop"/>'s pipe.</summary>
internal sealed class LoadGenerator : IDisposable
{
    // Beyond the time that a command asks for: what is unanswered then never will be.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private LoadGenerator(Process process) => _process = process;

    public static LoadGenerator Start()
    {
        var command = Self.Command("load");
        command.RedirectStandardInput = true;
        command.RedirectStandardOutput = true;
        // Answers are handled on the thread that polls the sockets: half the cost of a hop to the thread pool, and the
        // clock stops closer to the arrival.
        command.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        command.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = Math.Max(1, Environment.ProcessorCount / 4).ToString();
        return new LoadGenerator(Process.Start(command)!);
    }

    /// <summary>Runs one command. Throws when any answer was wrong.</summary>
    public async Task<LoadResult> RunAsync(LoadCommand command, string target, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command, WireJson.Options).AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
        var result = JsonSerializer.Deserialize<LoadResult>(await ReadResultAsync(command, target, cancellation), WireJson.Options)!;
        return result.Errors == 0
            ? result
            : throw new BenchException($"{target}: {result.Errors} of {result.Errors + result.Requests} answers were wrong. The first: {result.FirstError}");
    }

    private async Task<string> ReadResultAsync(LoadCommand command, string target, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(command.Seconds) + s_patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new BenchException("The load generator ended unexpectedly.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchException($"{target}: requests are still unanswered {s_patience.TotalSeconds:0} seconds after the last was due.");
        }
    }

    // It ends with its standard input; killed if it hangs on a target that no longer answers.
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
