using System.Text.Json;

namespace Gateway.Bench.Load;

/// <summary>
/// The load generator: a process that lives through the whole benchmark, so that its own code is compiled once, and whose
/// CPU time is nobody else's. A command a line in, a result a line out; it ends with its standard input.
/// </summary>
internal static class LoadLoop
{
    public static async Task<int> RunAsync(TextReader commands, TextWriter results)
    {
        HeldStreams? held = null;
        while (await commands.ReadLineAsync() is { } line)
        {
            var command = JsonSerializer.Deserialize<LoadCommand>(line, WireJson.Options)!;
            LoadResult result;
            try
            {
                switch (command.Mode)
                {
                    case LoadMode.Hold:
                        held = new HeldStreams(command);
                        result = await held.OpenAsync();
                        break;
                    case LoadMode.Release:
                        result = held is null ? new LoadResult() : await held.ReleaseAsync();
                        held = null;
                        break;
                    default:
                        result = await new ClosedLoop(command).RunAsync();
                        break;
                }
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
            {
                result = new LoadResult { Errors = 1, FirstError = exception.Message };
            }

            await results.WriteLineAsync(JsonSerializer.Serialize(result, WireJson.Options));
            await results.FlushAsync();
        }

        return 0;
    }
}
