namespace Gateway.Proxy.Model;

/// <summary><c>key_type</c>: which routes a key is for.</summary>
internal enum KeyType
{
    /// <summary>Inference, and what its owner's role allows of the management API.</summary>
    Default,
    LlmApi,
    Management,
    ReadOnly,
}
