using System.Text.RegularExpressions;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Decides what of a config may be shown in messages: findings end up in logs.</summary>
internal static partial class Secrets
{
    private const int LongestShown = 80;
    private const string KeysAreSecret = "rate_limit_config";

    private static readonly string[] s_secretWords = ["key", "secret", "token", "password", "passwd", "credential", "credentials"];
    private static readonly string[] s_secretMaps = ["environment_variables", "extra_headers", "headers"];

    /// <summary>
    /// True for <c>api_key</c>, <c>aws_secret_access_key</c>, <c>redis_password</c>; false for <c>max_tokens</c>,
    /// <c>input_cost_per_token</c>, <c>token_rate_limit_type</c> and <c>litellm_key_header_name</c>, which hold no secret.
    /// </summary>
    /// <param name="parentPath">Under <c>rate_limit_config</c> a name is a bearer token, and says nothing about its value.</param>
    public static bool IsSecretName(string name, string parentPath = "")
    {
        if (parentPath.EndsWith(KeysAreSecret, StringComparison.Ordinal))
        {
            return false;
        }

        if (s_secretMaps.Contains(name))
        {
            return true;
        }

        if (name.EndsWith("_name", StringComparison.Ordinal) || name.EndsWith("_type", StringComparison.Ordinal) || name.Contains("cost", StringComparison.Ordinal))
        {
            return false;
        }

        return name.ToLowerInvariant().Split('_').Any(s_secretWords.Contains);
    }

    /// <summary>The keys of <c>rate_limit_config</c> are bearer tokens: a path counts them instead of naming them.</summary>
    public static string PathSegment(string parentPath, string name, int position) =>
        parentPath.EndsWith(KeysAreSecret, StringComparison.Ordinal) ? $"<entry {position + 1}>" : OneLine(name);

    /// <summary>A value in quotes for a message; hidden when it is or looks like a secret, cut when long.</summary>
    public static string Show(ConfigNode node, string text)
    {
        if (node.IsSecret || text.StartsWith("sk-", StringComparison.Ordinal))
        {
            return "a hidden value";
        }

        return $"'{OneLine(UserInfo().Replace(text, "//…@"))}'";
    }

    private static string OneLine(string text)
    {
        var line = text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;
        return line.Length <= LongestShown ? line : line[..LongestShown] + "…";
    }

    // postgresql://litellm:password@host/db
    [GeneratedRegex("//[^/@]*@")]
    private static partial Regex UserInfo();
}
