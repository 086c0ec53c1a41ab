using System.Diagnostics;
using System.Net.Sockets;
using Gateway.Bench.Load;

namespace Gateway.Bench.Measuring;

/// <summary>Asks a starting target again and again until it gives the right answer.</summary>
internal static class FirstAnswer
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>A chat request has been answered.</summary>
    public static async Task WaitAsync(RunningTarget target, CancellationToken cancellation)
    {
        var check = new AnswerCheck(chunks: 0);
        var request = RequestBytes.Chat(target.Target.Callers[0], target.Port, chunks: 0, intervalMs: 0);
        await PollAsync(target, request, answer => check.Fault(answer) is null, cancellation);
    }

    /// <summary>The target says that it is ready; one without such an endpoint has said so by its first answer.</summary>
    public static Task WaitForReadinessAsync(RunningTarget target, CancellationToken cancellation) =>
        PollAsync(target, RequestBytes.Get("/health/readiness", target.Port), answer => answer.Status is 200 or 404, cancellation);

    private static async Task PollAsync(RunningTarget target, byte[] request, Func<ResponseReader, bool> isRight, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var last = "no connection";
        while (Stopwatch.GetElapsedTime(start) < s_longest)
        {
            cancellation.ThrowIfCancellationRequested();
            if (target.Process.HasExited)
            {
                throw new BenchException($"{target.Name} ended while it was started.{Environment.NewLine}{target.Process.LastWords()}");
            }

            using var connection = new Connection();
            try
            {
                await AskAsync(connection, target.Port, request, cancellation);
                if (isRight(connection.Answer))
                {
                    return;
                }

                last = connection.Answer.Head;
                // These do not mend themselves while one waits.
                if (connection.Answer.Status is 200 or 400 or 401 or 403 or 404)
                {
                    break;
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                last = exception.Message;
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellation);
        }

        throw new BenchException($"{target.Name} does not answer as it should: {last}{Environment.NewLine}{target.Process.LastWords()}");
    }

    private static async Task AskAsync(Connection connection, int port, byte[] request, CancellationToken cancellation)
    {
        await connection.OpenAsync(port);
        await connection.SendAsync(request);
        while (!await connection.ReadAsync(cancellation))
        {
        }
    }
}
