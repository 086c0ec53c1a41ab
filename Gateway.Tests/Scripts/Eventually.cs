using System.Diagnostics;

namespace Gateway.Tests.Scripts;

/// <summary>Asks a process again and again, since it cannot tell when it is ready. Fails after twenty seconds.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < s_patience, $"It was not so within {s_patience.TotalSeconds} seconds.");
            await Task.Delay(s_pause, TimeProvider.System);
        }
    }

    public static async Task AnswersAsync(Uri address)
    {
        using var http = new HttpClient();
        await TrueAsync(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(address);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
