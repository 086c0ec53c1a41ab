namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <code>
/// model_list:
///   - model_name: gpt-oss-120b
///     litellm_params: {model: openai/gpt-oss-120b, api_base: http://vllm-gpt-oss-120b:8000/v1}
///     model_info: {mode: chat}
/// </code>
/// </summary>
internal static class ModelListReader
{
    public static IReadOnlyList<ModelSource> Read(Section root, Section? router, IReadOnlyDictionary<string, ConfigMapping> credentials)
    {
        var defaults = router?.Child("default_litellm_params")?.Map;
        var entries = new List<ModelSource>();
        foreach (var item in root.Children("model_list"))
        {
            if (ReadEntry(item, credentials, defaults) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>One entry; null after reporting what is wrong with it.</summary>
    public static ModelSource? ReadEntry(Section item, IReadOnlyDictionary<string, ConfigMapping> credentials, ConfigMapping? defaults)
    {
        var name = item.String("model_name");
        if (name is not { Length: > 0 } && item.Node("model_name") is null or ConfigScalar { Text: "" })
        {
            item.Missing("model_name", "every entry needs the name that clients send");
        }

        ModelSource? source = null;
        var info = item.Child("model_info") is { } section ? ModelInfoReader.Read(section) : new();
        if (item.Child("litellm_params") is { } parameters)
        {
            var filled = Fill(parameters, credentials, defaults);
            if (LitellmParamsReader.Read(filled) is { } read && name is { Length: > 0 })
            {
                source = new(new() { ModelName = name, LitellmParams = read, ModelInfo = info }, item.Map, filled.Map);
            }
        }
        else if (item.Node("litellm_params") is null)
        {
            item.Missing("litellm_params", "every entry needs litellm_params with at least a model");
        }

        item.WarnAboutUnknown();
        return source;
    }

    // What the entry says itself wins over its credential, and that over router_settings.default_litellm_params.
    private static Section Fill(Section parameters, IReadOnlyDictionary<string, ConfigMapping> credentials, ConfigMapping? defaults)
    {
        var map = parameters.Map;
        if (parameters.String("litellm_credential_name") is { } name)
        {
            if (credentials.TryGetValue(name, out var credential))
            {
                map = map.WithDefaults(credential.Entries);
            }
            else
            {
                var known = credentials.Count == 0 ? "there is no credential_list" : $"the credentials are {string.Join(", ", credentials.Keys)}";
                parameters.Context.Findings.Error(parameters.Node("litellm_credential_name")!, $"found '{name}'; {known}");
            }
        }

        return new(defaults is null ? map : map.WithDefaults(defaults.Entries), parameters.Context);
    }
}
