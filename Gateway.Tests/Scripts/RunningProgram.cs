using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Gateway.Tests.Scripts;

/// <summary>
/// A program in a session of its own, as a terminal would start it: a signal to <see cref="SignalGroupAsync"/> is Ctrl-C,
/// and whatever it leaves behind can be found by the session. What is left is killed at the end.
/// </summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private RunningProgram(Process process) => _process = process;

    public string Output => TextOf(_output);

    public string Errors => TextOf(_errors);

    /// <summary>Both streams, for the message of a test that fails.</summary>
    public string Everything => $"{Output}\n{Errors}";

    public int Id => _process.Id;

    /// <param name="environment">A null value takes the variable away.</param>
    public static RunningProgram Start(string file, IEnumerable<string> arguments, IEnumerable<(string Name, string? Value)> environment, string? directory = null)
    {
        // A child of ours leads no process group yet, so setsid becomes the program itself and keeps its id.
        var start = new ProcessStartInfo("setsid", [file, .. arguments])
        {
            WorkingDirectory = directory ?? Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var running = new RunningProgram(process);
        process.OutputDataReceived += (_, line) => running.Add(running._output, line.Data);
        process.ErrorDataReceived += (_, line) => running.Add(running._errors, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<ProgramResult> RunAsync(string file, IEnumerable<string> arguments, IEnumerable<(string Name, string? Value)> environment, string? directory = null)
    {
        await using var program = Start(file, arguments, environment, directory);
        return await program.ExitAsync();
    }

    /// <summary>Reads on until a line of either stream holds the text, and gives that line.</summary>
    public async Task<string> LineAsync(string text)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below, with what came instead.
        }

        throw new InvalidOperationException($"'{text}' was not printed, but:\n{Everything}");
    }

    public async Task<ProgramResult> ExitAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            // Also waits for the end of both streams, which a child that lives on would keep open.
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"It did not end:\n{Everything}");
        }

        return new ProgramResult(_process.ExitCode, Output, Errors);
    }

    /// <summary>To the program alone, as <c>kill PID</c> does.</summary>
    public Task SignalAsync(string signal) => KillAsync(signal, $"{Id}");

    /// <summary>To one process of the program's session.</summary>
    public Task SignalAsync(string signal, int id) => KillAsync(signal, $"{id}");

    /// <summary>To the program and all its children, as a terminal does.</summary>
    public Task SignalGroupAsync(string signal) => KillAsync(signal, $"-{Id}");

    /// <summary>The ids of all living processes of the program's session.</summary>
    public IReadOnlyList<int> Session() => ProcessTable.OfSession(Id);

    public async ValueTask DisposeAsync()
    {
        foreach (var id in Session())
        {
            await KillAsync("KILL", $"{id}");
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task KillAsync(string signal, string target)
    {
        // Bash has a kill of its own; the program is in no minimal container.
        using var kill = Process.Start(new ProcessStartInfo("bash", ["-c", $"kill -s {signal} -- {target}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    private void Add(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.AppendLine(line);
        }

        _lines.Writer.TryWrite(line);
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
