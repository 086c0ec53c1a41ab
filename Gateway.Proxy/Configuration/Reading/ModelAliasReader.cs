namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>model_group_alias: {gpt-4: gpt-oss-120b, old-name: {model: gpt-oss-20b, hidden: true}}</c></summary>
internal static class ModelAliasReader
{
    public static IReadOnlyDictionary<string, ModelAlias> Read(Section? section)
    {
        var aliases = new Dictionary<string, ModelAlias>();
        foreach (var entry in section?.Map.Entries ?? [])
        {
            if (entry.Value is ConfigMapping)
            {
                var details = section!.Child(entry.Name)!;
                var hidden = details.Bool("hidden") ?? false;
                if (details.String("model") is { } model)
                {
                    aliases[entry.Name] = new(model, hidden);
                }
                else if (details.Node("model") is null)
                {
                    details.Missing("model", "an alias names a model group");
                }

                details.WarnAboutUnknown();
            }
            else if (section!.String(entry.Name) is { } group)
            {
                aliases[entry.Name] = new(group);
            }
        }

        return aliases;
    }
}
