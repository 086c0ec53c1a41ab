using System.Text;
using System.Text.Json;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// <c>enforced_params</c> of <c>general_settings</c> or of a key: fields that every JSON body must have, with a dot into an inner object.
/// <code>
/// enforced_params: [user, metadata.generation_name]
/// {"model": "m", "user": "u", "metadata": {"generation_name": "g"}}
/// </code>
/// </summary>
internal static class EnforcedParams
{
    /// <summary>The first name that the body has not, or has as null.</summary>
    /// <param name="body">Valid JSON.</param>
    /// <param name="names">As they were set.</param>
    public static string? FirstMissing(ReadOnlySpan<byte> body, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!Has(body, names[i]))
            {
                return names[i];
            }
        }

        return null;
    }

    private static bool Has(ReadOnlySpan<byte> body, string name)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        foreach (var part in name.Split('.'))
        {
            if (reader.TokenType != JsonTokenType.StartObject || !Enter(ref reader, Encoding.UTF8.GetBytes(part)))
            {
                return false;
            }
        }

        return reader.TokenType != JsonTokenType.Null;
    }

    // To the property's value; false: the object has none of this name.
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
