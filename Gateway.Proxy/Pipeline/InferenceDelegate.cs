namespace Gateway.Proxy.Pipeline;

/// <summary>The rest of the pipeline, as one step sees it.</summary>
internal delegate Task InferenceDelegate(InferenceContext context);
