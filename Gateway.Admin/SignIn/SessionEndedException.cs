namespace Gateway.Admin.SignIn;

/// <summary>The page is still open, but its session is over: the way on is the sign-in page.</summary>
internal sealed class SessionEndedException() : Exception("The session has ended.");
