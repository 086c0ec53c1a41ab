namespace Gateway.Tests.Proxy.Configuration;

public sealed class IncludeTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_append_maps_merge_and_the_later_file_wins()
    {
        Directory.CreateDirectory(_folder.PathOf("parts"));
        _folder.Write("config.yaml", """
            include: [parts/models.yaml, parts/router.yaml]
            model_list: [{model_name: a, litellm_params: {model: openai/a}}]
            router_settings: {num_retries: 1, timeout: 10, fallbacks: [{a: [b]}]}
            """);
        _folder.Write("parts/models.yaml", "include: deeper.yaml\nmodel_list: [{model_name: b, litellm_params: {model: openai/b}}]\n");
        _folder.Write("parts/deeper.yaml", "model_list: [{model_name: c, litellm_params: {model: openai/c}}]\n");
        _folder.Write("parts/router.yaml", "router_settings: {num_retries: 3, fallbacks: [{b: [c]}]}\nlitellm_settings: {cache: true}\n");

        var result = _folder.Read();

        Assert.Empty(_folder.Texts(result));
        Assert.Equal(["a", "b", "c"], result.Config!.ModelList.Select(entry => entry.ModelName));
        Assert.Equal((3, 10), (result.Config.RouterSettings.NumRetries, result.Config.RouterSettings.Timeout.TotalSeconds));
        Assert.Equal(["a", "b"], result.Config.RouterSettings.Fallbacks.Keys.Order());
        Assert.True(result.Config.LitellmSettings.Cache);
        Assert.Equal(["config.yaml", "models.yaml", "deeper.yaml", "router.yaml"], result.Files.Select(file => Path.GetFileName(file.Path)));
    }

    [Fact]
    public void Finding_in_an_included_file_names_that_file_and_its_line()
    {
        _folder.Write("config.yaml", "include: [more.yaml]\nmodel_list: [{model_name: a, litellm_params: {model: openai/a}}]\nrouter_settings: {timeout: x}\n");
        _folder.Write("more.yaml", "# more\nmodel_list: [{model_name: b, litellm_params: {model: openai/b, rpm: y}}]\n");

        Assert.Equal(
            [
                "config.yaml:3: router_settings.timeout: found 'x'; valid is a number of seconds, 0 or more (such as 30 or 0.5)",
                "more.yaml:2: model_list[0].litellm_params.rpm: found 'y'; valid is a whole number, 0 or more",
            ],
            _folder.Texts(_folder.Read()));
    }

    [Fact]
    public void Missing_file_is_an_error_at_the_line_that_includes_it()
    {
        _folder.Write("config.yaml", "model_list: []\ninclude:\n  - other.yaml\n");

        Assert.Equal(["config.yaml:3: include[0]: 'other.yaml': no such file"], _folder.Texts(_folder.Read()));
        Assert.Equal([true, false], _folder.Read().Files.Select(file => file.Hash is not null));
    }

    [Fact]
    public void Circle_of_includes_is_an_error()
    {
        _folder.Write("config.yaml", "include: [b.yaml]\n");
        _folder.Write("b.yaml", "model_list: []\ninclude: [config.yaml]\n");

        Assert.Equal(["b.yaml:2: include[0]: 'config.yaml' includes itself, by way of config.yaml → b.yaml → config.yaml"], _folder.Texts(_folder.Read()));
    }

    [Fact]
    public void File_included_twice_is_read_once()
    {
        _folder.Write("config.yaml", "include: [b.yaml, b.yaml]\n");
        _folder.Write("b.yaml", "model_list: [{model_name: b, litellm_params: {model: openai/b}}]\n");

        var result = _folder.Read();

        Assert.Equal(["config.yaml:1: include[1]: 'b.yaml' is already included; it is read once"], _folder.Texts(result));
        Assert.Single(result.Config!.ModelList);
    }

    [Theory]
    [InlineData("a: b: c\n", "b.yaml:1: the file is not valid YAML: while scanning a plain scalar value, found invalid mapping; a value with ': ' in it must be in quotes")]
    [InlineData("", "b.yaml:1: the file is empty; a config begins with 'model_list:'")]
    public void Broken_included_file_is_an_error_of_that_file(string text, string expected)
    {
        _folder.Write("config.yaml", "include: [b.yaml]\n").Write("b.yaml", text);

        Assert.Equal([expected], _folder.Texts(_folder.Read()));
    }
}
