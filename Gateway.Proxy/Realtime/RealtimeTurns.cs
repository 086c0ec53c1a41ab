using Gateway.Proxy.Budgets;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Realtime;

/// <summary>
/// Each answer of a session counts as a call of its own, with the steps of any other: reserved when the model begins, settled and
/// logged when it is done, before the client hears of it. The session itself only holds its places.
/// </summary>
internal sealed class RealtimeTurns(SpendLogStep spendLog, BudgetsStep budgets, RateLimitsStep rateLimits, TimeProvider time)
{
    /// <param name="session">The session's own call.</param>
    /// <param name="number">Of the answer within the session, from 1: its spend log's id is the session's and this.</param>
    public RealtimeTurn Begin(InferenceContext session, int number)
    {
        var http = new DefaultHttpContext { RequestServices = session.Http.RequestServices };
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = session.Http.Request.Path;
        http.TraceIdentifier = $"{session.RequestId}-{number}";
        var context = InferenceContext.ForTurn(session, http, time.GetTimestamp());
        var turn = new RealtimeTurn(context, session.Attempt!, time);
        turn.Work = spendLog.InvokeAsync(context, inner => budgets.InvokeAsync(inner, next => rateLimits.InvokeAsync(next, _ => turn.UntilDone())));
        return turn;
    }
}
