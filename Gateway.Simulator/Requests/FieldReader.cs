using System.Text.Json;
using Gateway.Simulator.Errors;

namespace Gateway.Simulator.Requests;

/// <summary>Reads the fields of a body, null counting as absent, and keeps the first thing that is wrong.</summary>
internal sealed class FieldReader(JsonElement body)
{
    public JsonElement Body => body;

    public ApiError? Error { get; private set; }

    public void Fail(ApiError error) => Error ??= error;

    public bool TryGet(string name, out JsonElement value) =>
        body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    public int? Integer(string name, int min = int.MinValue, int max = int.MaxValue)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number))
        {
            Fail(ApiError.Validation("int_parsing", name, "Input should be a valid integer"));
            return null;
        }

        if (number < min || number > max)
        {
            var bound = number < min ? $"at least {min}" : $"at most {max}";
            Fail(ApiError.BadRequest($"{name} must be {bound}, got {number}.", name));
        }

        return number;
    }

    public long? Long(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
        {
            return number;
        }

        Fail(ApiError.Validation("int_parsing", name, "Input should be a valid integer"));
        return null;
    }

    public void Number(string name, double min, double max)
    {
        if (!TryGet(name, out var value))
        {
            return;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            Fail(ApiError.Validation("float_parsing", name, "Input should be a valid number"));
        }
        else if (value.GetDouble() is var number && (number < min || number > max))
        {
            Fail(ApiError.BadRequest($"{name} must be in [{min}, {max}], got {number}.", name));
        }
    }

    public bool Flag(string name, bool otherwise = false)
    {
        if (!TryGet(name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fail(ApiError.Validation("bool_parsing", name, "Input should be a valid boolean"));
        return otherwise;
    }

    public string? Text(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Fail(ApiError.Validation("string_type", name, "Input should be a valid string"));
        return null;
    }

    public bool TryGetRequired(string name, out JsonElement value)
    {
        if (TryGet(name, out value))
        {
            return true;
        }

        Fail(ApiError.Validation("missing", name, "Field required"));
        return false;
    }

    /// <summary>The field as an object; anything else is an error.</summary>
    public bool TryGetObject(string name, out JsonElement value)
    {
        if (!TryGet(name, out value))
        {
            return false;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        Fail(ApiError.Validation("dict_type", name, "Input should be a valid dictionary"));
        return false;
    }

    /// <summary>A string, or a list of them.</summary>
    public string[] Texts(string name)
    {
        if (!TryGet(name, out var value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return [value.GetString()!];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        Fail(ApiError.Validation("string_type", name, "Input should be a valid string"));
        return [];
    }
}
