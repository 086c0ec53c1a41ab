using System.Net;

namespace Gateway.ServiceDefaults.Discovery;

/// <summary>
/// Turns the name in a URL such as <c>http://vllm-gpt-oss-120b:8000/v1</c> into the address to dial, from the settings
/// that Aspire injects: <c>services__vllm-gpt-oss-120b__http__0=http://127.0.0.1:41235</c>.
/// </summary>
public interface IServiceAddresses
{
    /// <summary>
    /// The address to dial for <paramref name="host"/>, or null when the name is not a known service and DNS should
    /// decide. A service with several addresses gives them in turn, one a call.
    /// </summary>
    ValueTask<EndPoint?> ResolveAsync(string scheme, string host, CancellationToken cancellationToken);
}
