using Gateway.Proxy.Configuration;

namespace Gateway.Tests.Proxy.ApiDocs;

public sealed class DocsSettingsTests
{
    [Theory]
    [InlineData(null, null, "/")]
    [InlineData("True", null, null)]
    [InlineData("False", "/swagger", "/swagger")]
    [InlineData("True", "/swagger", null)]
    public void Environment_moves_the_page_or_turns_it_off(string? noDocs, string? docsUrl, string? path)
    {
        var result = Parse(noDocs, docsUrl);

        Assert.Empty(result.Errors);
        Assert.Equal(path, result.Options!.DocsPath);
    }

    [Fact]
    public void Docs_url_that_is_no_path_is_an_error() => Assert.Contains("DOCS_URL", Assert.Single(Parse(null, "https://elsewhere/")!.Errors), StringComparison.Ordinal);

    private static CommandLineResult Parse(string? noDocs, string? docsUrl) =>
        CommandLine.Parse([], name => name switch { "NO_DOCS" => noDocs, "DOCS_URL" => docsUrl, _ => null }, static _ => false);
}
