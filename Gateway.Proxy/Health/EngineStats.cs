namespace Gateway.Proxy.Health;

/// <summary>What a vLLM server said of itself at one moment.</summary>
/// <param name="Running">Requests in the batch, over all its engines.</param>
/// <param name="Waiting">Requests in its queue.</param>
/// <param name="KvCacheUsage">0 to 1, of the fullest engine.</param>
/// <param name="InFlight">What this gateway had sent it at that moment; the difference to now corrects the numbers between two scrapes.</param>
internal sealed record EngineStats(int Running, int Waiting, double KvCacheUsage, int InFlight)
{
    /// <summary>Requests at the server now, as far as can be known.</summary>
    public int Load(int inFlightNow) => Math.Max(inFlightNow, Running + Waiting + inFlightNow - InFlight);
}
