using System.Text.Json.Nodes;

namespace Gateway.Proxy.Management;

/// <summary><c>warnings</c> of an answer: what was taken, but will not do what whoever sent it may rely on. A client of LiteLLM's passes over the field.</summary>
internal static class Warnings
{
    private const string Field = "warnings";

    public static void Add(JsonNode answer, IEnumerable<string> texts)
    {
        if (answer is not JsonObject fields)
        {
            return;
        }

        foreach (var text in texts)
        {
            var warnings = fields[Field] as JsonArray ?? (JsonArray)(fields[Field] = new JsonArray());
            warnings.Add((JsonNode)text);
        }
    }

    /// <summary>A word for each field that was sent and that the call does not have: a typing error in <c>max_budget</c> would be a key without a budget.</summary>
    public static IEnumerable<string> OfUnknown(IEnumerable<string> sent, string[] known) =>
        sent.Where(field => !known.Contains(field)).Select(field => $"'{field}' is no field of this call, and was passed over.");
}
