using Gateway.Simulator.Errors;

namespace Gateway.Simulator.Requests;

/// <summary>What an endpoint decided to answer, once it has read the whole request.</summary>
internal abstract class Answer
{
    public abstract Task SendAsync(InferenceCall call);

    public static Answer Error(ApiError error) => new ErrorAnswer(error);

    public static Answer Json(ReadOnlyMemory<byte> json) => new ContentAnswer("application/json", json);

    public static Answer Content(string type, ReadOnlyMemory<byte> content) => new ContentAnswer(type, content);

    private sealed class ErrorAnswer(ApiError error) : Answer
    {
        public override Task SendAsync(InferenceCall call) => ErrorWriter.WriteAsync(call.Context, call.Engine.Settings.ErrorShape, error);
    }

    private sealed class ContentAnswer(string type, ReadOnlyMemory<byte> content) : Answer
    {
        public override async Task SendAsync(InferenceCall call)
        {
            call.Context.Response.ContentType = type;
            call.Context.Response.ContentLength = content.Length;
            await call.Context.Response.BodyWriter.WriteAsync(content, call.Aborted);
        }
    }
}
