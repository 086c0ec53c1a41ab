namespace Gateway.Proxy.Counters;

/// <summary>A grant or a refusal; neither when Redis is not there, and what this process has counted must do.</summary>
internal readonly record struct SharedAnswer(SharedGrant? Grant, SharedRefusal? Refusal);
