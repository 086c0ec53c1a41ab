namespace Gateway.Simulator.Configuration;

/// <summary>The JSON shape of errors.</summary>
public enum ErrorShape
{
    /// <summary><c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
    New,

    /// <summary><c>{"object": "error", "message", "type", "param", "code"}</c>.</summary>
    Old,
}
