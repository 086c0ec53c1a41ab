using System.ClientModel;
using System.Text.Json;
using OpenAI.Files;

namespace Gateway.Tests.Clients;

#pragma warning disable OPENAI001 // The client marks its batches as experimental.

/// <summary>OpenAI's own .NET client against the gateway: files and batches.</summary>
public sealed class OpenAIDotNetBatchTests
{
    [Fact]
    public async Task File_is_uploaded_read_and_deleted()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var files = gateway.DotNetClient().GetOpenAIFileClient();

        OpenAIFile file = await files.UploadFileAsync(BinaryData.FromString("{}"), "batch.jsonl", FileUploadPurpose.Batch);
        BinaryData content = await files.DownloadFileAsync(file.Id);
        FileDeletionResult deleted = await files.DeleteFileAsync(file.Id);

        Assert.Equal("{}", content.ToString());
        Assert.True(deleted.Deleted);
    }

    [Fact]
    public async Task Batch_is_run_to_its_end()
    {
        await using var gateway = await ClientGateway.StartAsync();
        OpenAIFile file = await gateway.DotNetClient().GetOpenAIFileClient().UploadFileAsync(
            BinaryData.FromString("""{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"model":"bge-m3","input":"x"}}"""), "batch.jsonl", FileUploadPurpose.Batch);
        var batches = gateway.DotNetClient().GetBatchClient();

        var operation = await batches.CreateBatchAsync(BinaryContent.Create(BinaryData.FromString($$"""{"input_file_id":"{{file.Id}}","endpoint":"/v1/embeddings","completion_window":"24h"}""")), waitUntilCompleted: true);

        using var batch = JsonDocument.Parse(operation.GetRawResponse().Content);
        Assert.Equal("completed", batch.RootElement.GetProperty("status").GetString());
        Assert.Equal(1, batch.RootElement.GetProperty("request_counts").GetProperty("completed").GetInt32());
    }
}
