namespace Gateway.Proxy.Spend;

/// <summary>One structured log line a request, at the level asked for by <c>LITELLM_LOG</c>; it holds no prompt and no key.</summary>
internal sealed partial class RequestLog(ILogger<RequestLog> logger) : ISpendLogSink
{
    public void Record(SpendLog log)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            LogRequest(
                log.RequestId, log.Status, log.Route, log.RequestedModel, log.DeploymentId ?? "-", log.KeyHash[..8],
                log.Usage.PromptTokens, log.Usage.CompletionTokens, log.Cost, log.Duration.TotalMilliseconds,
                log.TimeToFirstToken?.TotalMilliseconds, log.Attempts, log.ErrorType);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{RequestId} {Status} {Route} model={Model} deployment={DeploymentId} key={KeyHash} tokens={PromptTokens}+{CompletionTokens} cost={Cost} ms={DurationMs:0.0} ttft_ms={TimeToFirstTokenMs:0.0} attempts={Attempts} error={ErrorType}")]
    private partial void LogRequest(
        string requestId, int status, string route, string model, string deploymentId, string keyHash,
        int promptTokens, int completionTokens, double cost, double durationMs, double? timeToFirstTokenMs, int attempts, string? errorType);
}
