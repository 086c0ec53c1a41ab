namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>model_list[].litellm_params</c>: the gateway's settings, and defaults for the fields of the request body.</summary>
internal static class LitellmParamsReader
{
    public static LitellmParams? Read(Section section)
    {
        var model = section.String("model");
        if (section.Node("model") is null or ConfigScalar { Text: "" })
        {
            section.Missing("model", "write provider/upstream-model, such as openai/gpt-oss-120b or hosted_vllm/qwen-30b");
        }

        var parameters = new LitellmParams
        {
            Model = model ?? "",
            CustomLlmProvider = section.String("custom_llm_provider"),
            ApiBase = section.Url("api_base") ?? section.Url("base_url"),
            ApiKey = section.String("api_key"),
            ApiVersion = section.String("api_version"),
            Organization = section.String("organization"),
            Rpm = section.Int("rpm"),
            DefaultApiKeyRpmLimit = section.Int("default_api_key_rpm_limit"),
            DefaultApiKeyTpmLimit = section.Int("default_api_key_tpm_limit"),
            Tpm = section.Int("tpm"),
            Budget = DeploymentBudgetReader.OfDeployment(section),
            Weight = section.Number("weight"),
            Order = section.Int("order") ?? 0,
            MaxParallelRequests = section.Int("max_parallel_requests", 1),
            Timeout = section.Seconds("timeout") ?? section.Seconds("request_timeout"),
            StreamTimeout = section.Seconds("stream_timeout"),
            NumRetries = section.Int("num_retries") ?? section.Int("max_retries"),
            CooldownTime = section.Seconds("cooldown_time"),
            Tags = section.Strings("tags") ?? [],
            MockResponse = MockResponse(section),
            DropParams = section.Bool("drop_params"),
            AdditionalDropParams = section.Strings("additional_drop_params") ?? [],
            ExtraHeaders = Headers(section),
            Costs = Costs.Read(section),
            Azure = AzureParamsReader.Read(section, ProviderRules.ProviderOf(model ?? "", section.String("custom_llm_provider")).StartsWith("azure", StringComparison.Ordinal)),
            BodyDefaults = BodyDefaults(section),
        };
        return model is { Length: > 0 } ? ProviderRules.Apply(parameters, section) : null;
    }

    private static string? MockResponse(Section section) => section.Node("mock_response") switch
    {
        null => null,
        ConfigScalar scalar => section.Context.Resolve(scalar),
        var other => NodeJson.Write(other, section.Context),
    };

    private static Dictionary<string, string> Headers(Section section)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in section.StringMap("headers") ?? new Dictionary<string, string>())
        {
            headers[name] = value;
        }

        foreach (var (name, value) in section.StringMap("extra_headers") ?? new Dictionary<string, string>())
        {
            headers[name] = value;
        }

        return headers;
    }

    // Comes last: what no other reader has asked for goes upstream.
    private static Dictionary<string, string> BodyDefaults(Section section)
    {
        var extra = section.Child("extra_body");
        section.Accept(LitellmKeys.LitellmParams).NotHonoured(LitellmKeys.LitellmParamsNotHonoured);
        var fields = new Dictionary<string, string>();
        foreach (var entry in section.Rest)
        {
            if (LitellmKeys.CloudPrefixes.FirstOrDefault(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
            {
                section.Warn(entry, $"not sent: the gateway has no {prefix.TrimEnd('_')} provider");
                continue;
            }

            if (!LitellmKeys.BodyFields.Contains(entry.Name)
                && NearestName.Find(entry.Name, [.. section.Known, .. LitellmKeys.BodyFields], entry.Name.Length <= 4 ? 1 : 2) is { } near)
            {
                section.Warn(entry, $"no setting of the gateway, so it is sent to the model server as a request field; did you mean '{near}'?");
            }

            if (entry.Value is not ConfigScalar { IsNull: true })
            {
                fields[entry.Name] = NodeJson.Write(entry.Value, section.Context);
            }
        }

        foreach (var entry in extra?.Map.Entries ?? [])
        {
            fields[entry.Name] = NodeJson.Write(entry.Value, section.Context);
        }

        return fields;
    }
}
