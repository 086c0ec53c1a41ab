namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>model_list[].model_info</c>: free-form, so only near misses of what the gateway acts on are reported.</summary>
internal static class ModelInfoReader
{
    public static ModelInfo Read(Section section)
    {
        var info = new ModelInfo
        {
            Id = section.String("id"),
            Mode = section.String("mode"),
            BaseModel = section.String("base_model"),
            MaxInputTokens = section.Int("max_input_tokens", 1),
            MaxOutputTokens = section.Int("max_output_tokens", 1),
            MaxTokens = section.Int("max_tokens", 1),
            AccessGroups = section.Strings("access_groups") ?? [],
            SupportedEndpoints = section.Strings("supported_endpoints") ?? [],
            Blocked = section.Bool("blocked") ?? false,
            TeamId = section.String("team_id"),
            TeamPublicModelName = section.String("team_public_model_name"),
            Costs = Costs.Read(section),
            Json = NodeJson.Write(section.Map, section.Context),
        };
        if (info.TeamPublicModelName is not null && info.TeamId is null)
        {
            section.Warn(section.Map.Find("team_public_model_name")!, "means nothing without team_id");
        }

        foreach (var entry in section.Accept(LitellmKeys.ModelInfo).Rest)
        {
            if (NearestName.Find(entry.Name, section.Known, entry.Name.Length <= 4 ? 1 : 2) is { } near)
            {
                section.Warn(entry, $"shown in /model/info but not acted on; did you mean '{near}'?");
            }
        }

        return info;
    }
}
