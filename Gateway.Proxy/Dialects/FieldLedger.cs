using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects;

/// <summary>
/// What a translation could not say on the other side. Nothing is thrown away silently: a field that would change the
/// answer is refused, or with <c>drop_params</c> dropped and named; one that would not is always dropped and named.
/// </summary>
/// <param name="drops"><c>drop_params</c>.</param>
internal sealed class FieldLedger(bool drops)
{
    private List<string>? _dropped;

    /// <summary>The first refusal; null: the translation is good.</summary>
    public GatewayError? Error { get; private set; }

    /// <summary>For <c>x-litellm-dropped-params</c>.</summary>
    public IReadOnlyList<string> Dropped => _dropped ?? [];

    /// <summary>A field that the answer depends on.</summary>
    /// <param name="field">As a path, <c>messages[2].content[0]</c>.</param>
    /// <param name="why">Completes "'field' …".</param>
    public void Refuse(string field, string why = "cannot be expressed for this model")
    {
        if (drops)
        {
            Drop(field);
        }
        else
        {
            Error ??= GatewayErrors.UnsupportedParameter(field, why);
        }
    }

    /// <summary>A field whose absence changes nothing in the answer: a hint, a label.</summary>
    public void Drop(string field)
    {
        _dropped ??= [];
        if (!_dropped.Contains(field))
        {
            _dropped.Add(field);
        }
    }

    /// <summary>Something that makes no sense on this side either; <c>drop_params</c> does not help.</summary>
    public void Invalid(string field, string problem) => Error ??= GatewayErrors.InvalidField(field, problem);
}
