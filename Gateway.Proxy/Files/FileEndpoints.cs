using Gateway.Proxy.Dialects;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Files;

/// <summary><c>/v1/files</c>: the inputs and outputs of batches. 404 for files of other keys.</summary>
internal static class FileEndpoints
{
    private const double Megabyte = 1024 * 1024;

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/v1/files", "/files"])
        {
            routes.MapPost(path, KeyedEndpoint.ForInference(UploadAsync)).WithDisplayName("Upload a file");
            routes.MapGet(path, KeyedEndpoint.ForInference(ListAsync)).WithDisplayName("List files");
            routes.MapGet(path + "/{id}", Of((http, file) => http.WriteAsync(FileJson.Of(file)))).WithDisplayName("Get a file's description");
            routes.MapGet(path + "/{id}/content", Of(ContentAsync)).WithDisplayName("Get a file's content");
            routes.MapDelete(path + "/{id}", Of(DeleteAsync)).WithDisplayName("Delete a file");
        }
    }

    private static RequestDelegate Of(Func<HttpContext, StoredFile, Task> handler) => KeyedEndpoint.ForInference(async (http, key) =>
    {
        var id = (string)http.Request.RouteValues["id"]!;
        var file = await Store(http).FindAsync(id, key.HashText, http.RequestAborted);
        await (file is null ? ErrorJson.WriteAsync(http, GatewayErrors.ObjectNotFound("file", id)) : handler(http, file));
    });

    private static async Task UploadAsync(HttpContext http, VirtualKey key)
    {
        var store = Store(http);
        var limitMb = http.RequestServices.GetRequiredService<SnapshotStore>().Current.Config.GeneralSettings.MaxRequestSizeMb;
        var id = "file-" + Guid.NewGuid().ToString("N");
        var upload = new FileUpload(store.PathOf(id), (long)(limitMb * Megabyte));
        if (await upload.ReceiveAsync(http.Request, limitMb) is { } error)
        {
            File.Delete(store.PathOf(id));
            await ErrorJson.WriteAsync(http, error);
            return;
        }

        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var file = new StoredFile(id, key.HashText, upload.Filename!, upload.Purpose!, upload.Bytes, now);
        await store.AddAsync(file, http.RequestAborted);
        await http.WriteAsync(FileJson.Of(file));
    }

    private static async Task ListAsync(HttpContext http, VirtualKey key)
    {
        var files = await Store(http).ListAsync(key.HashText, http.RequestAborted);
        var purpose = http.Request.Query["purpose"].ToString();
        await http.WriteAsync(ListPage.Of(http.Request.Query, files.Where(file => purpose.Length == 0 || file.Purpose == purpose), file => file.Id, FileJson.Write));
    }

    private static async Task ContentAsync(HttpContext http, StoredFile file)
    {
        var path = Store(http).PathOf(file.Id);
        if (!File.Exists(path))
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.FileElsewhere(file.Id));
            return;
        }

        http.Response.ContentType = "application/octet-stream";
        await http.Response.SendFileAsync(path, http.RequestAborted);
    }

    private static async Task DeleteAsync(HttpContext http, StoredFile file)
    {
        await Store(http).DeleteAsync(file.Id, file.KeyHash, http.RequestAborted);
        await http.WriteAsync(Json.Object(file.Id, static (writer, id) =>
        {
            writer.WriteString("id"u8, id);
            writer.WriteString("object"u8, "file"u8);
            writer.WriteBoolean("deleted"u8, true);
        }));
    }

    private static FileStore Store(HttpContext http) => http.RequestServices.GetRequiredService<FileStore>();
}
