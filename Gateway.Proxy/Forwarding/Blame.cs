namespace Gateway.Proxy.Forwarding;

/// <summary>Who caused a failure; only a deployment's own failures count against it.</summary>
internal enum Blame
{
    None,
    Client,
    Deployment,
}
