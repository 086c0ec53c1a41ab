namespace Gateway.Admin.SignIn;

/// <summary>What came of an attempt to sign in.</summary>
/// <param name="Session">Null: it failed.</param>
/// <param name="Problem">Why, in the reader's words.</param>
/// <param name="IsGuess">The failure counts against whoever tried.</param>
internal sealed record SignInOutcome(Session? Session, string? Problem, bool IsGuess)
{
    public static SignInOutcome Of(Session session) => new(session, null, false);

    public static SignInOutcome Refused(string problem) => new(null, problem, true);

    public static SignInOutcome Impossible(string problem) => new(null, problem, false);
}
