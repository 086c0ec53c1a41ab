namespace Gateway.Proxy.Management;

/// <summary>The management API's log lines; paths and ids only, never a key.</summary>
internal sealed partial class ManagementLog(ILogger<ManagementLog> logger)
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed: the database did not do what was asked")]
    public partial void DatabaseAway(string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed inside the gateway, request {RequestId}")]
    public partial void Failed(string path, string requestId, Exception exception);
}
