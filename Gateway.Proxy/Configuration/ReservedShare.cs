namespace Gateway.Proxy.Configuration;

/// <summary>What one priority has for itself.</summary>
/// <param name="Amount">Of 1, or requests or tokens a minute.</param>
/// <param name="Unit"><c>percent</c>, <c>rpm</c> or <c>tpm</c>.</param>
internal sealed record ReservedShare(double Amount, string Unit)
{
    public const string Percent = "percent";
    public const string Rpm = "rpm";
    public const string Tpm = "tpm";

    public static readonly string[] Units = [Percent, Rpm, Tpm];
}
