using System.Text.Json;

namespace Gateway.Proxy.Caching;

/// <summary>
/// A request's own wishes, in its body: <c>"cache": {"no-cache": true, "ttl": 60, "s-maxage": 300, "namespace": "a"}</c>
/// (litellm-compat section 11).
/// </summary>
internal sealed record CacheControl
{
    public static readonly CacheControl None = new();

    /// <summary>Do not answer from the cache.</summary>
    public bool NoCache { get; init; }

    /// <summary>Do not store the answer.</summary>
    public bool NoStore { get; init; }

    /// <summary>Opts in where <c>mode</c> is <c>default_off</c>.</summary>
    public bool UseCache { get; init; }

    /// <summary>How long the answer is kept; null: as configured.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>The oldest answer that will do; null: any.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Answers are shared within a namespace only.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the request said, under LiteLLM's names: <c>no-cache</c>, <c>ttl</c>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The answer is not too old for this request.</summary>
    public bool IsFresh(CachedAnswer answer, DateTimeOffset now) => MaxAge is not { } age || now - answer.StoredAt <= age;

    /// <summary>Reads the value the reader stands on, to its end; gives what is wrong with it, if anything.</summary>
    public static string? Read(ref Utf8JsonReader reader, out CacheControl control)
    {
        control = None;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "must be an object such as {\"no-cache\": true}.";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "no-cache" or "no_cache":
                    control = control with { NoCache = reader.TokenType == JsonTokenType.True };
                    break;
                case "no-store" or "no_store":
                    control = control with { NoStore = reader.TokenType == JsonTokenType.True };
                    break;
                case "use-cache" or "use_cache":
                    control = control with { UseCache = reader.TokenType == JsonTokenType.True };
                    break;
                case "ttl" or "s-maxage" or "s-max-age":
                    if (reader.TokenType != JsonTokenType.Number || !OpenAI.GatewayFields.TrySeconds(reader.GetDouble(), out var time))
                    {
                        return $"'{name}' must be a number of seconds greater than 0.";
                    }

                    control = name == "ttl" ? control with { Ttl = time } : control with { MaxAge = time };
                    break;
                case "namespace":
                    control = control with { Namespace = reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
                    break;
            }

            control = control with { Names = [.. control.Names, name.Replace('_', '-')] };
            reader.Skip();
        }

        return null;
    }
}
