namespace Gateway.Proxy.Spend;

/// <summary>Takes every spend log: metrics, the request log line. Called on the request's own thread: must not wait.</summary>
internal interface ISpendLogSink
{
    void Record(SpendLog log);
}
