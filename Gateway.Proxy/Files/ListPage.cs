using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Files;

/// <summary>A page of a list as OpenAI gives it, by <c>limit</c> and <c>after</c>: <c>{"object":"list","data":[…],"first_id":"…","last_id":"…","has_more":false}</c>.</summary>
internal static class ListPage
{
    private const int Default = 20;
    private const int Most = 10_000;

    public static ReadOnlyMemory<byte> Of<T>(IQueryCollection query, IEnumerable<T> items, Func<T, string> id, Action<Utf8JsonWriter, T> write)
    {
        if (query["after"] is [{ Length: > 0 } after])
        {
            items = items.SkipWhile(item => id(item) != after).Skip(1);
        }

        var limit = int.TryParse(query["limit"], out var wanted) ? Math.Clamp(wanted, 1, Most) : Default;
        var page = items.Take(limit + 1).ToList();
        return Json.Object((page, limit, id, write), static (writer, state) =>
        {
            var shown = state.page.Take(state.limit).ToList();
            writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            foreach (var item in shown)
            {
                writer.WriteStartObject();
                state.write(writer, item);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("first_id"u8, shown.Count > 0 ? state.id(shown[0]) : null);
            writer.WriteString("last_id"u8, shown.Count > 0 ? state.id(shown[^1]) : null);
            writer.WriteBoolean("has_more"u8, state.page.Count > shown.Count);
        });
    }
}
