namespace Gateway.Proxy.Pipeline;

/// <summary>
/// One step in the life of a request. A step calls the next one, or ends the request by setting
/// <see cref="InferenceContext.Error"/> and returning.
/// </summary>
internal interface IInferenceStep
{
    Task InvokeAsync(InferenceContext context, InferenceDelegate next);
}
