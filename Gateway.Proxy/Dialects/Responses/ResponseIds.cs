namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Ids that nobody can guess, with OpenAI's prefixes: <c>resp_</c>, <c>msg_</c>, <c>fc_</c>, <c>rs_</c>.</summary>
internal static class ResponseIds
{
    public static string New(string prefix) => prefix + Guid.NewGuid().ToString("N");
}
