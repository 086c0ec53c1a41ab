using System.Text;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <code>
/// litellm_settings: {success_callback: ["langfuse"]}     # failure_callback: failures; callbacks: both
/// </code>
/// with LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY and LANGFUSE_HOST in the environment, as in LiteLLM.
/// </summary>
internal static class LangfuseReader
{
    public static readonly string[] Names = ["langfuse", "langfuse_otel"];

    private const string Path = "/api/public/otel/v1/traces";

    /// <summary>Null: nobody has asked for it, or a key is missing.</summary>
    public static LangfuseSettings? Read(Section section)
    {
        var context = section.Context;
        var (both, successes, failures) = (Item("callbacks"), Item("success_callback"), Item("failure_callback"));
        if ((both ?? successes ?? failures) is not { } item)
        {
            return null;
        }

        if (context.Variable("LANGFUSE_PUBLIC_KEY") is not { Length: > 0 } name || context.Variable("LANGFUSE_SECRET_KEY") is not { Length: > 0 } secret)
        {
            context.Findings.Warn(item, "nothing is sent to Langfuse: set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY");
            return null;
        }

        // LiteLLM's two callbacks differ in where they send by default.
        var host = Variable("LANGFUSE_OTEL_HOST") ?? Variable("LANGFUSE_HOST") ?? Variable("LANGFUSE_BASE_URL")
            ?? (item.Text == "langfuse_otel" ? "https://us.cloud.langfuse.com" : "https://cloud.langfuse.com");
        if (!Uri.TryCreate(host.TrimEnd('/') + Path, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            context.Findings.Error(item, $"LANGFUSE_HOST: found '{host}'; valid is a URL such as https://cloud.langfuse.com");
            return null;
        }

        return new(endpoint.AbsoluteUri, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}")), (both ?? successes) is not null, (both ?? failures) is not null);

        ConfigScalar? Item(string key) => (section.Node(key) is ConfigSequence list ? list.Items : Enumerable.Repeat(section.Node(key), 1)).OfType<ConfigScalar>().FirstOrDefault(item => Names.Contains(item.Text));

        string? Variable(string key) => context.Variable(key) is { Length: > 0 } value ? value : null;
    }
}
