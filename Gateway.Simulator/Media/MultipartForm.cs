using Gateway.Simulator.Errors;
using Gateway.Simulator.Generation;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Gateway.Simulator.Media;

/// <summary>The fields of a multipart/form-data body, and a hash over its file.</summary>
internal sealed record MultipartForm(IReadOnlyDictionary<string, string> Fields, ulong FileHash)
{
    public static MultipartForm? Read(string? contentType, byte[] body, out ApiError? error)
    {
        error = null;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not [_, ..] boundary)
        {
            error = ApiError.Validation("missing", "file", "Field required");
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        ulong? file = null;
        try
        {
            // The body is in memory already: every read completes at once.
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            while (reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
            {
                using var content = new MemoryStream();
                section.Body.CopyTo(content);
                var disposition = section.GetContentDispositionHeader();
                var name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? "").ToString();
                if (name == "file")
                {
                    file = Hash64.OfText(Convert.ToHexString(content.ToArray()));
                }
                else
                {
                    fields[name] = System.Text.Encoding.UTF8.GetString(content.ToArray());
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            error = ApiError.BadRequest("There was an error parsing the body");
            return null;
        }

        if (file is { } hash)
        {
            return new MultipartForm(fields, hash);
        }

        error = ApiError.Validation("missing", "file", "Field required");
        return null;
    }
}
