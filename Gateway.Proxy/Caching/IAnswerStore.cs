using Gateway.Contracts;

namespace Gateway.Proxy.Caching;

/// <summary>Where answers are kept. What fails inside is a miss, never an error of the request.</summary>
internal interface IAnswerStore
{
    /// <summary><c>redis</c> or <c>local</c>, as <c>cache_params.type</c> names it.</summary>
    string Type { get; }

    ValueTask<CachedAnswer?> GetAsync(string key);

    ValueTask SetAsync(string key, CachedAnswer answer, TimeSpan ttl);

    /// <summary>How many of these were there.</summary>
    ValueTask<long> DeleteAsync(IReadOnlyList<string> keys);

    ValueTask FlushAsync();

    /// <summary>How much there is.</summary>
    ValueTask<CacheSize> SizeAsync();

    /// <summary>Null when the store works, else why not.</summary>
    ValueTask<string?> PingAsync();
}
