using System.Text;
using Gateway.Proxy.OpenAI;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using FormReader = Microsoft.AspNetCore.WebUtilities.MultipartReader;

namespace Gateway.Proxy.Files;

/// <summary>An upload, written to disk as it comes: <c>multipart/form-data</c> with <c>purpose</c> and <c>file</c>, in any order.</summary>
internal sealed class FileUpload(string path, long limit)
{
    private const int LongestField = 1024;

    public string? Purpose { get; private set; }

    public string? Filename { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The error for what is no such form, or too large.</summary>
    public async Task<GatewayError?> ReceiveAsync(HttpRequest request, double limitMb)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return GatewayErrors.BodyNotMultipart("the Content-Type must be 'multipart/form-data; boundary=…'.");
        }

        try
        {
            var reader = new FormReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(request.HttpContext.RequestAborted) is { } section)
            {
                if (!await TakeAsync(section, request.HttpContext.RequestAborted))
                {
                    return GatewayErrors.BodyTooLarge(limitMb);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return GatewayErrors.BodyNotMultipart(exception.Message);
        }

        return Filename is null ? GatewayErrors.MissingField("file") : Purpose is null ? GatewayErrors.MissingField("purpose") : null;
    }

    private async Task<bool> TakeAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
        {
            return true;
        }

        switch (HeaderUtilities.RemoveQuotes(disposition.Name).Value)
        {
            case "file":
                Filename = HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? "upload";
                return await SaveAsync(section.Body, cancellationToken);
            case "purpose":
                var buffer = new byte[LongestField];
                var read = await section.Body.ReadAtLeastAsync(buffer, LongestField, throwOnEndOfStream: false, cancellationToken);
                Purpose = Encoding.UTF8.GetString(buffer, 0, read).Trim();
                return true;
            default:
                return true;
        }
    }

    private async Task<bool> SaveAsync(Stream content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, useAsync: true);
        var buffer = new byte[64 * 1024];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            Bytes += read;
            if (Bytes > limit)
            {
                return false;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return true;
    }
}
