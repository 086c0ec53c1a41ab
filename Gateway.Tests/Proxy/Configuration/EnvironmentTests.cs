namespace Gateway.Tests.Proxy.Configuration;

public sealed class EnvironmentTests
{
    [Fact]
    public void Reference_to_a_variable_is_replaced_wherever_it_is_a_whole_value()
    {
        var config = ConfigFolder.Load("""
            model_list:
              - model_name: os.environ/NAME
                litellm_params:
                  model: openai/a
                  api_base: os.environ/BASE
                  api_key: os.environ/KEY
                  rpm: os.environ/RPM
                  extra_headers: {Authorization: os.environ/KEY, X-Text: "Bearer os.environ/KEY"}
                model_info: {note: os.environ/NAME}
            router_settings: {fallbacks: [{os.environ/NAME: [os.environ/NAME]}]}
            """, ("NAME", "big"), ("BASE", "http://big:8000/v1"), ("KEY", "k"), ("RPM", "12"));

        var entry = config.ModelList.Single();
        Assert.Equal("big", entry.ModelName);
        Assert.Equal(("http://big:8000/v1", "k", 12), (entry.LitellmParams.ApiBase!.OriginalString, entry.LitellmParams.ApiKey, entry.LitellmParams.Rpm));
        Assert.Equal("k", entry.LitellmParams.ExtraHeaders["Authorization"]);
        Assert.Equal("Bearer os.environ/KEY", entry.LitellmParams.ExtraHeaders["X-Text"]);
        Assert.Equal("""{"note":"big"}""", entry.ModelInfo.Json);
    }

    [Fact]
    public void Variables_declared_in_the_file_win_over_those_of_the_process()
    {
        var config = ConfigFolder.Load("""
            general_settings: {master_key: os.environ/KEY, completion_model: os.environ/MODEL}
            environment_variables: {KEY: os.environ/REAL_KEY, PORT_NUMBER: 5}
            """, ("KEY", "sk-process"), ("REAL_KEY", "sk-real"), ("MODEL", "m"));

        Assert.Equal("sk-real", config.GeneralSettings.MasterKey);
        Assert.Equal("m", config.GeneralSettings.CompletionModel);
        Assert.Equal("5", config.EnvironmentVariables["PORT_NUMBER"]);
    }

    [Fact]
    public void Wrong_value_of_a_variable_is_shown_with_its_name_unless_it_is_secret()
    {
        using var folder = new ConfigFolder();
        folder.Environment["RPM"] = "many";
        folder.Environment["API_TOKEN"] = "tell-nobody";
        folder.Write("config.yaml", """
            model_list:
              - model_name: a
                litellm_params: {model: openai/a, rpm: os.environ/RPM, tpm: os.environ/API_TOKEN}
            """);

        Assert.Equal(
            [
                "config.yaml:3: model_list[0].litellm_params.rpm: found 'many' in RPM; valid is a whole number, 0 or more",
                "config.yaml:3: model_list[0].litellm_params.tpm: found a hidden value in API_TOKEN; valid is a whole number, 0 or more",
            ],
            folder.Texts(folder.Read()));
    }

    [Theory]
    [InlineData("general_settings: {master_key: [s3cret]}")]
    [InlineData("general_settings: {master_key: {a: s3cret}}")]
    [InlineData("general_settings: {master_key: s3cret, mastr_key: s3cret}")]
    [InlineData("general_settings: {database_url: {postgres://u:s3cret@h: x}}")]
    [InlineData("litellm_settings: {cache_params: {port: 'redis://u:s3cret@h', password: [s3cret]}}")]
    [InlineData("general_settings: {rate_limit_config: {s3cret: 5}}")]
    [InlineData("general_settings: {rate_limit_config: {s3cret: {rpm: -1, x: 1}}}")]
    [InlineData("general_settings: {rate_limit_config: {s3cret: {rpm: 1}, s3cret: {rpm: 2}}}")]
    [InlineData("environment_variables: {A: [s3cret]}")]
    [InlineData("model_list: [{model_name: a, litellm_params: {model: openai/a, extra_headers: {Authorization: [s3cret]}, api_key: [s3cret], api_base: 'ftp://u:s3cret@h'}}]")]
    public void Secrets_are_never_in_findings(string yaml)
    {
        var findings = ConfigFolder.Findings(yaml);

        Assert.NotEmpty(findings);
        Assert.DoesNotContain(findings, finding => finding.Contains("s3cret", StringComparison.Ordinal));
    }
}
