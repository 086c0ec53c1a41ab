using System.Globalization;
using System.Text;

namespace Gateway.Admin.Api;

/// <summary>Writes a query string; what is null or empty is left out.</summary>
internal sealed class PathQuery(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _next = path.Contains('?') ? '&' : '?';

    public PathQuery Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(_next).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _next = '&';
        }

        return this;
    }

    public PathQuery Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public PathQuery Add(string name, DateOnly? value) => Add(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public PathQuery Add(string name, DateTimeOffset? value) => Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
