namespace Gateway.Proxy.Alerts;

/// <summary>Where alerts go.</summary>
/// <param name="Name">As in <c>general_settings.alerting</c>: slack or webhook.</param>
/// <param name="Address">A secret: whoever knows it can write there.</param>
internal sealed record AlertTarget(string Name, Uri Address)
{
    public bool IsSlack => Name == "slack";

    /// <summary>Without what is secret in the address.</summary>
    public override string ToString() => $"{Name} at {Address.Host}";
}
