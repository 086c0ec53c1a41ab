using System.Text;
using Gateway.Proxy.Configuration;

namespace Gateway.Tests.Proxy.Configuration;

/// <summary>Whatever is in the file, reading it ends in a result whose findings point into the file.</summary>
public sealed class MutatedConfigTests
{
    private const string Good = """
        # A file with something of everything.
        include: []
        environment_variables: {REGION: eu}
        credential_list:
          - credential_name: eu
            credential_values: {api_key: "k", api_base: "https://eu/v1"}
        model_list:
          - model_name: gpt-oss-120b
            litellm_params: &base
              model: openai/gpt-oss-120b
              api_base: http://vllm-1:8000/v1
              api_key: "not-used"
              rpm: 100
              timeout: 30.5
              temperature: 0.2
              stop: ["a", 'b', c]
              chat_template_kwargs: {enable_thinking: false}
            model_info: {id: one, mode: chat, input_cost_per_token: 1e-6}
          - model_name: gpt-oss-120b
            litellm_params: {<<: *base, api_base: "http://vllm-2:8000/v1", litellm_credential_name: eu}
        router_settings:
          routing_strategy: least-busy
          fallbacks:
            - gpt-oss-120b: [one]
          model_group_alias: {gpt-4: gpt-oss-120b, old: {model: gpt-4, hidden: true}}
          retry_policy: {TimeoutErrorRetries: 3}
        litellm_settings:
          cache: true
          cache_kwargs: {ttl: 3600}
        general_settings:
          master_key: os.environ/KEY
          rate_limit_config:
            user-key-1: {rpm: 100, tpm: 10000}
        """;

    private static readonly string[] s_pieces =
        ["\t", "  ", ":", ": ", "- ", "[", "]", "{", "}", "\"", "'", "&a ", "*a", "*base", "!", "!!int ", "|\n", ">\n", "%", "@", "`", "?", "#", "---\n", "...\n", "\n", "\r", ",", "~", "null", "-1", "1e999", ".nan", "\u00e9", "\ud83d\ude00", "\ufeff", "\u2028", "\0", "\u0007", "<<: ", "os.environ/X", "0x", "="];

    [Fact]
    public void The_file_itself_is_good()
    {
        var result = ConfigFolder.Read(Good, ("KEY", "sk-x"));

        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Config!.ModelList.Count);
    }

    [Fact]
    public void File_cut_off_anywhere_is_read_or_refused()
    {
        using var folder = new ConfigFolder();
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(folder.Config, bytes[..length]);
            Check(folder);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void File_with_random_damage_is_read_or_refused(int seed)
    {
        using var folder = new ConfigFolder();
        var random = new Random(seed);
        for (var round = 0; round < 400; round++)
        {
            var text = Good;
            for (var damage = random.Next(1, 6); damage > 0; damage--)
            {
                text = Damage(text, random);
            }

            // A cut may leave half of a surrogate pair, which this encoder replaces.
            File.WriteAllBytes(folder.Config, Encoding.UTF8.GetBytes(text));
            Check(folder);
        }
    }

    [Fact]
    public void File_of_random_bytes_is_read_or_refused()
    {
        using var folder = new ConfigFolder();
        var random = new Random(4);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            File.WriteAllBytes(folder.Config, round % 2 == 0 ? bytes : [.. bytes.Select(value => (byte)(32 + value % 95))]);
            Check(folder);
        }
    }

    private static string Damage(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var at = random.Next(text.Length + 1);
        switch (random.Next(6))
        {
            case 0 when lines.Count > 1:
                lines.RemoveAt(random.Next(lines.Count));
                return string.Join('\n', lines);
            case 1:
                lines.Insert(random.Next(lines.Count), lines[random.Next(lines.Count)]);
                return string.Join('\n', lines);
            case 2:
                return text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at));
            case 3 when at < text.Length:
                return text.Remove(at, 1).Insert(at, s_pieces[random.Next(s_pieces.Length)]);
            default:
                return text.Insert(at, s_pieces[random.Next(s_pieces.Length)]);
        }
    }

    private static void Check(ConfigFolder folder)
    {
        ConfigResult result;
        try
        {
            result = folder.Read();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Reading threw for:\n{File.ReadAllText(folder.Config)}", e);
        }

        var lines = File.ReadAllText(folder.Config).Split(['\n', '\r', '\u0085', '\u2028', '\u2029']).Length + 1;
        Assert.Equal(result.Errors.Count == 0, result.Config is not null);
        Assert.All(result.Errors.Concat(result.Warnings), finding =>
        {
            Assert.InRange(finding.Line, finding.Message == "not UTF-8 text" ? 0 : 1, lines);
            Assert.NotEqual("", finding.Message);
            Assert.DoesNotContain('\n', finding.ToString());
        });
    }
}
