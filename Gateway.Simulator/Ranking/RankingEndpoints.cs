using Gateway.Simulator.Configuration;
using Gateway.Simulator.Embeddings;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Pooling;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Ranking;

/// <summary>POST /rerank and /score. The score of two texts is the cosine of their embeddings, put between 0 and 1.</summary>
internal static class RankingEndpoints
{
    public static void MapRanking(this IEndpointRouteBuilder app)
    {
        foreach (var path in (string[])["/rerank", "/v1/rerank", "/v2/rerank"])
        {
            app.MapPost(path, InferencePipeline.Json(Rerank));
        }

        foreach (var path in (string[])["/score", "/v1/score"])
        {
            app.MapPost(path, InferencePipeline.Json(Score));
        }
    }

    /// <summary>
    /// <code>
    /// {"id":"rerank-1","model":"m","usage":{"total_tokens":9},"results":[{"index":1,"document":{"text":"…"},"relevance_score":0.9}]}
    /// </code>
    /// </summary>
    private static Answer Rerank(InferenceCall call, FieldReader fields)
    {
        var query = fields.TryGetRequired("query", out _) ? fields.Text("query") : null;
        var documents = fields.TryGetRequired("documents", out _) ? fields.Texts("documents") : [];
        var top = fields.Integer("top_n", 0) ?? 0;
        if (Refuses(call, fields, "Rerank") is { } error)
        {
            return Answer.Error(error);
        }

        var settings = call.Engine.Settings;
        var asked = Tokenizer.Encode(query!);
        var texts = documents.Select(Tokenizer.Encode).ToArray();
        var ranked = texts.Select((text, index) => (Index: index, Score: ScoreOf(asked, text, settings)))
            .OrderByDescending(result => result.Score).ThenBy(result => result.Index)
            .Take(top == 0 ? texts.Length : top).ToArray();
        var model = fields.Text("model") ?? settings.Model;
        return new PoolingAnswer(texts.Sum(text => asked.Length + text.Length), usage => JsonResponse.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", "rerank-" + call.RequestId);
            json.WriteString("model", model);
            usage.WriteTotal(json);
            json.WriteStartArray("results");
            foreach (var (index, score) in ranked)
            {
                json.WriteStartObject();
                json.WriteNumber("index", index);
                json.WriteStartObject("document");
                json.WriteString("text", documents[index]);
                json.WriteEndObject();
                json.WriteNumber("relevance_score", score);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>
    /// <code>
    /// {"id":"embd-1","object":"list","created":1,"model":"m","data":[{"index":0,"object":"score","score":0.9}],"usage":{…}}
    /// </code>
    /// </summary>
    private static Answer Score(InferenceCall call, FieldReader fields)
    {
        var left = fields.TryGetRequired("text_1", out _) ? fields.Texts("text_1") : [];
        var right = fields.TryGetRequired("text_2", out _) ? fields.Texts("text_2") : [];
        if (fields.Error is null && (left.Length == 0 || right.Length == 0 || (left.Length != 1 && left.Length != right.Length)))
        {
            fields.Fail(ApiError.BadRequest("Input lengths must be either 1:1, 1:N or N:N"));
        }

        if (Refuses(call, fields, "Score") is { } error)
        {
            return Answer.Error(error);
        }

        var settings = call.Engine.Settings;
        var pairs = right.Select((text, i) => (A: Tokenizer.Encode(left[left.Length == 1 ? 0 : i]), B: Tokenizer.Encode(text))).ToArray();
        var model = fields.Text("model") ?? settings.Model;
        return new PoolingAnswer(pairs.Sum(pair => pair.A.Length + pair.B.Length), usage => JsonResponse.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", "embd-" + call.RequestId);
            json.WriteString("object", "list");
            json.WriteNumber("created", call.Created);
            json.WriteString("model", model);
            json.WriteStartArray("data");
            for (var i = 0; i < pairs.Length; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("index", i);
                json.WriteString("object", "score");
                json.WriteNumber("score", ScoreOf(pairs[i].A, pairs[i].B, settings));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            usage.Write(json);
            json.WriteEndObject();
        }));
    }

    private static ApiError? Refuses(InferenceCall call, FieldReader fields, string api) =>
        call.Engine.Settings.Task == EngineTask.Embed ? fields.Error : ApiError.BadRequest($"The model does not support {api} API");

    private static float ScoreOf(int[] a, int[] b, EngineSettings settings) => (1 + EmbeddingVector.Similarity(a, b, settings.EmbeddingDimensions)) / 2;
}
