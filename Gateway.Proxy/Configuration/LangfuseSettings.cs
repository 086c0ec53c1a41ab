namespace Gateway.Proxy.Configuration;

/// <summary>Where requests are told to Langfuse: <c>callbacks: ["langfuse"]</c> and its variables.</summary>
/// <param name="Endpoint">Of its OTLP traces, e.g. <c>https://cloud.langfuse.com/api/public/otel/v1/traces</c>.</param>
/// <param name="Credentials">Public and secret key as HTTP's Basic scheme wants them; a secret.</param>
/// <param name="Successes">Requests that were answered are told.</param>
/// <param name="Failures">Those that failed are.</param>
internal sealed record LangfuseSettings(string Endpoint, string Credentials, bool Successes, bool Failures)
{
    // A record prints its properties; these must not get into a log that way.
    public override string ToString() => $"{nameof(LangfuseSettings)} {{ Endpoint = {Endpoint} }}";
}
