using System.Net;

namespace Gateway.Admin.Api;

/// <summary>The gateway refused a call, or did not answer it; the message is for the reader of the page.</summary>
internal sealed class GatewayException(string message, HttpStatusCode? status = null) : Exception(message)
{
    /// <summary>Null: no answer came.</summary>
    public HttpStatusCode? Status => status;
}
