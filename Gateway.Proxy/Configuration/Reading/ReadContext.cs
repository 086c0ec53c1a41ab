namespace Gateway.Proxy.Configuration.Reading;

/// <summary>What every reader needs: a place for findings, and the environment.</summary>
internal sealed class ReadContext(Findings findings, Func<string, string?> environment)
{
    private const string Reference = "os.environ/";

    // Without these the gateway would do something else than the file says; anything else is merely left unset.
    private static readonly string[] s_needed = ["api_base", "base_url", "master_key", "model", "model_name", "database_url"];

    private IReadOnlyDictionary<string, string> _declared = new Dictionary<string, string>();

    public Findings Findings => findings;

    public UnknownKeys UnknownKeys { get; } = new();

    /// <summary>The file's own <c>environment_variables</c> win over the process's.</summary>
    public void Declare(IReadOnlyDictionary<string, string> variables) => _declared = variables;

    public string? Variable(string name) => _declared.GetValueOrDefault(name) ?? environment(name);

    /// <summary>
    /// The text of a scalar, with <c>os.environ/NAME</c> replaced. Null after reporting when the variable is not set,
    /// and for a YAML null.
    /// </summary>
    public string? Resolve(ConfigScalar scalar)
    {
        if (scalar.IsNull)
        {
            return null;
        }

        if (VariableOf(scalar) is not { } name)
        {
            return scalar.Text;
        }

        if (Variable(name) is { Length: > 0 } value)
        {
            return value;
        }

        var key = scalar.Path[(scalar.Path.LastIndexOf('.') + 1)..];
        if (s_needed.Contains(key))
        {
            findings.Error(scalar, $"the environment variable {name} is not set; set it, or write the value here");
        }
        else
        {
            findings.Warn(scalar, $"the environment variable {name} is not set, so this key is left unset");
        }

        return null;
    }

    /// <summary>NAME of a value that is <c>os.environ/NAME</c> as a whole.</summary>
    public static string? VariableOf(ConfigScalar scalar) =>
        scalar.Text.StartsWith(Reference, StringComparison.Ordinal) && scalar.Text.Length > Reference.Length ? scalar.Text[Reference.Length..].Trim() : null;
}
