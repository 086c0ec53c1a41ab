namespace Gateway.Proxy.Configuration.Reading;

/// <summary>What only shows when the whole config is looked at: names that lead nowhere, and likely misunderstandings.</summary>
internal static class ConfigLint
{
    public static void Check(GatewayConfig config, IReadOnlyList<ModelSource> entries, Section root)
    {
        if (config.ModelList.Count == 0 && root.Context.Findings.ErrorCount == 0)
        {
            root.Context.Findings.Warn(root.Map.File, root.Map.Line, "model_list", "empty; the gateway has no models to offer");
        }

        MixedGroups(entries, root.Context.Findings);
        Priorities(config, root);
        var names = new ModelNames(config);
        EmbeddingModel(config, root.Child("litellm_settings")?.Child("cache_params"), names);
        foreach (var settings in new[] { root.Child("router_settings"), root.Child("litellm_settings") }.OfType<Section>())
        {
            foreach (var key in (string[])["fallbacks", "context_window_fallbacks", "content_policy_fallbacks"])
            {
                Fallbacks(settings.Node(key), names, root.Context.Findings);
            }

            Targets(settings.Node("default_fallbacks"), names, root.Context.Findings);
            foreach (var entry in settings.Child("model_group_alias")?.Map.Entries ?? [])
            {
                Target(entry.Value is ConfigMapping details ? details.Find("model")?.Value : entry.Value, names, root.Context.Findings);
            }
        }
    }

    // One that is not there would make every request go on without the cache.
    private static void EmbeddingModel(GatewayConfig config, Section? cache, ModelNames names)
    {
        if (cache is not null && config.LitellmSettings.CacheParams.Semantic is { } semantic
            && cache.Map.Entries.FirstOrDefault(entry => entry.Name.EndsWith("_embedding_model", StringComparison.Ordinal) && entry.Value is ConfigScalar scalar && scalar.Text == semantic.EmbeddingModel) is { } entry)
        {
            Target(entry.Value, names, cache.Context.Findings);
        }
    }

    private static void Fallbacks(ConfigNode? node, ModelNames names, Findings findings)
    {
        var maps = node switch
        {
            ConfigSequence list => list.Items.OfType<ConfigMapping>(),
            ConfigMapping map => [map],
            _ => [],
        };
        foreach (var entry in maps.SelectMany(map => map.Entries))
        {
            if (entry.Name != "*" && !names.Has(entry.Name))
            {
                findings.Warn(entry.Value.File, entry.Line, entry.Value.Path, $"there is no model group '{entry.Name}'{names.Suggest(entry.Name)}");
            }

            Targets(entry.Value, names, findings);
        }
    }

    private static void Targets(ConfigNode? node, ModelNames names, Findings findings)
    {
        if (node is not ConfigSequence list)
        {
            Target(node, names, findings);
            return;
        }

        foreach (var item in list.Items)
        {
            Target(item, names, findings);
        }
    }

    private static void Target(ConfigNode? node, ModelNames names, Findings findings)
    {
        if (node is ConfigScalar { IsNull: false } scalar && ReadContext.VariableOf(scalar) is null && !names.Has(scalar.Text))
        {
            findings.Warn(scalar, $"there is no model group '{scalar.Text}'{names.Suggest(scalar.Text)}");
        }
    }

    private static void Priorities(GatewayConfig config, Section root)
    {
        var reserved = config.LitellmSettings.PriorityReservation;
        foreach (var entry in root.Child("general_settings")?.Child("rate_limit_config")?.Map.Entries ?? [])
        {
            if (config.GeneralSettings.RateLimitConfig.GetValueOrDefault(entry.Name)?.Priority is { } priority && reserved?.Shares.ContainsKey(priority) != true)
            {
                root.Context.Findings.Warn(((ConfigMapping)entry.Value).Find("priority")!.Value, $"litellm_settings.priority_reservation names no priority '{priority}', so this key has none");
            }
        }

        if (reserved is not null && !config.ModelList.GroupBy(entry => entry.ModelGroup).Any(group => IsLimited(group, config.RouterSettings)))
        {
            root.Context.Findings.Warn(
                root.Child("litellm_settings")!.Node("priority_reservation")!,
                "there is nothing to share: no model has rpm, tpm or max_parallel_requests on each of its deployments");
        }
    }

    private static bool IsLimited(IEnumerable<ModelEntry> group, RouterSettings settings)
    {
        var deployments = group.Select(entry => entry.LitellmParams).ToList();
        return deployments.TrueForAll(deployment => deployment.Rpm is not null)
            || deployments.TrueForAll(deployment => deployment.Tpm is not null)
            || deployments.TrueForAll(deployment => (deployment.MaxParallelRequests ?? settings.DefaultMaxParallelRequests) is not null);
    }

    // Two entries with one model_name are replicas to the router; people also write primary and backup that way.
    private static void MixedGroups(IReadOnlyList<ModelSource> entries, Findings findings)
    {
        foreach (var group in entries.GroupBy(entry => entry.Entry.ModelGroup))
        {
            if (group.Any(entry => entry.Entry.LitellmParams.Order != 0))
            {
                continue;
            }

            var first = group.First();
            if (group.FirstOrDefault(entry => Upstream(entry) != Upstream(first)) is { } other)
            {
                var model = other.Parameters.Find("model")!;
                findings.Warn(model.Value, $"'{group.Key}' is served by '{Upstream(first)}' (line {first.Map.Line}) and by '{Upstream(other)}': both get requests in turn, and each is the other's retry; to use one only when the other fails, give them 'order: 1' and 'order: 2'");
            }
        }
    }

    private static string Upstream(ModelSource source)
    {
        var model = source.Entry.LitellmParams.Model;
        return model[(model.IndexOf('/') + 1)..];
    }
}
