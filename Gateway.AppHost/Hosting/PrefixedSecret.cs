using Aspire.Hosting.Publishing;

namespace Gateway.AppHost.Hosting;

/// <summary>A random value in the form that its readers know: LiteLLM's keys begin with <c>sk-</c>.</summary>
internal sealed class PrefixedSecret(string prefix) : ParameterDefault
{
    // Letters and digits alone: these values get into URLs, connection strings and shells.
    private readonly GenerateParameterDefault _random = new() { MinLength = 32, Special = false };

    public override string GetDefaultValue() => prefix + _random.GetDefaultValue();

    public override void WriteToManifest(ManifestPublishingContext context) => _random.WriteToManifest(context);
}
