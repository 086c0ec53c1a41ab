using Gateway.Bench.Upstream;

namespace Gateway.Bench.Load;

/// <summary>Whether an answer is the one that was asked for, whole: a proxy must not look fast by failing.</summary>
internal sealed class AnswerCheck(int chunks)
{
    // The role, the finish reason, the usage and [DONE] around the content.
    private const int EventsAroundContent = 4;

    public string? Fault(ResponseReader answer)
    {
        if (answer.Status != 200)
        {
            return answer.Head;
        }

        if (chunks > 0)
        {
            return answer.Events != chunks + EventsAroundContent ? $"{answer.Events} events instead of {chunks + EventsAroundContent}"
                : !answer.Tail.EndsWith("data: [DONE]\n\n"u8) ? "a stream without [DONE] at its end"
                : null;
        }

        return answer.BodyLength != Answers.CompletionLength ? $"{answer.BodyLength} bytes instead of {Answers.CompletionLength}: {answer.Head}"
            : !answer.Tail.EndsWith("}"u8) ? "an answer that does not end as the upstream's does"
            : null;
    }
}
