using Gateway.Proxy.Model;

namespace Gateway.Proxy.Keys;

/// <summary>The old value of a regenerated key.</summary>
/// <param name="Successor">The key it stands for.</param>
/// <param name="Until">When it ends.</param>
/// <param name="State">What it was using, for its successor; null: it was not in use here.</param>
internal sealed record ReplacedKey(KeyHash Successor, DateTimeOffset Until, KeyState? State);
