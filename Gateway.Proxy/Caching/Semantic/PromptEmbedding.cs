using System.Text.Json;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching.Semantic;

/// <summary>Turns a prompt into a vector, by a model of the gateway's own. Logged as a call of the gateway itself: keys need no access to that model, and do not pay for it.</summary>
internal sealed partial class PromptEmbedding(DetachedCalls calls, TimeProvider time, ILogger<PromptEmbedding> logger)
{
    private readonly VirtualKey _gateway = new() { Hash = KeyHash.Of("semantic-cache"), Alias = "semantic-cache", IsMaster = true, State = new KeyState(time) };
    private int _failing;

    /// <summary>Of length 1; null: the model gave none in time.</summary>
    public async Task<float[]?> OfAsync(string text, SemanticCacheParams settings, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var answer = await calls.RunAsync(new InferenceRoute(EndpointKind.Embeddings, null, _gateway), "/v1/embeddings", Body(text, settings.EmbeddingModel), either.Token);
        var vector = answer.Status == StatusCodes.Status200OK ? Read(answer.Body) : null;
        if (vector is not null)
        {
            Volatile.Write(ref _failing, 0);
        }
        else if (!cancellationToken.IsCancellationRequested && Interlocked.Exchange(ref _failing, 1) == 0)
        {
            // Once, and again when it has worked in between.
            LogNoEmbedding(settings.EmbeddingModel, answer.Status, answer.RequestId);
        }

        return vector;
    }

    private static byte[] Body(string text, string model)
    {
        using var body = new MemoryStream();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("model"u8, model);
        json.WriteString("input"u8, text);
        json.WriteString("encoding_format"u8, "float"u8);
        json.WriteEndObject();
        json.Flush();
        return body.ToArray();
    }

    // [0.1,-0.2,…]
    private static float[]? Read(ReadOnlyMemory<byte> answer)
    {
        try
        {
            if (EmbeddingAnswer.Read(answer, 1) is not [var embedding])
            {
                return null;
            }

            var reader = new Utf8JsonReader(embedding.Span);
            var numbers = new List<float>(1024);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            {
                numbers.Add(reader.GetSingle());
            }

            return Normalized(numbers);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static float[]? Normalized(List<float> numbers)
    {
        var length = Math.Sqrt(numbers.Sum(number => (double)number * number));
        return length > 0 ? [.. numbers.Select(number => (float)(number / length))] : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The semantic cache got no embedding from {Model} (status {Status}, request {RequestId}); requests go on without it until it works again")]
    private partial void LogNoEmbedding(string model, int status, string requestId);
}
