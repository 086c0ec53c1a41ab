using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Proxy.Storage;

/// <summary>One column of the current row, alike for both databases.</summary>
internal readonly struct ColumnValue(DbDataReader row, int ordinal)
{
    public string? Text => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    public double? Number => row.IsDBNull(ordinal) ? null : row.GetDouble(ordinal);

    public long? Integer => row.IsDBNull(ordinal) ? null : row.GetInt64(ordinal);

    public bool Flag => row.GetBoolean(ordinal);

    public DateTimeOffset? Time => row.IsDBNull(ordinal) ? null : row.GetFieldValue<DateTimeOffset>(ordinal);

    public TJson? Json<TJson>(JsonTypeInfo<TJson> type) where TJson : class =>
        Text is { } text ? JsonSerializer.Deserialize(text, type) : null;
}
