using System.Text;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;

namespace Gateway.Tests.Proxy.Forwarding;

public sealed class OutcomeRulesTests
{
    [Fact]
    public void Every_status_has_the_outcome_of_the_design()
    {
        for (var status = 200; status < 600; status++)
        {
            var expected = status switch
            {
                < 400 => Outcome.Relayed,
                401 or 403 => Outcome.CredentialsRejected,
                404 => Outcome.NotFound,
                408 => Outcome.TimedOut,
                429 => Outcome.RateLimited,
                >= 500 => Outcome.ServerError,
                _ => Outcome.Rejected,
            };
            Assert.Equal(expected, OutcomeRules.FromStatus(status));
        }
    }

    // outcome, blame, retries of 2, falls back, cools down at once
    [Theory]
    [InlineData(nameof(Outcome.Relayed), nameof(Blame.None), 0, false, false)]
    [InlineData(nameof(Outcome.Rejected), nameof(Blame.Client), 0, false, false)]
    [InlineData(nameof(Outcome.ContextWindowExceeded), nameof(Blame.Client), 0, true, false)]
    [InlineData(nameof(Outcome.ContentPolicyViolated), nameof(Blame.Client), 0, true, false)]
    [InlineData(nameof(Outcome.CredentialsRejected), nameof(Blame.Deployment), 2, true, false)]
    [InlineData(nameof(Outcome.NotFound), nameof(Blame.Deployment), 2, true, true)]
    [InlineData(nameof(Outcome.RateLimited), nameof(Blame.Deployment), 2, true, true)]
    [InlineData(nameof(Outcome.ServerError), nameof(Blame.Deployment), 2, true, false)]
    [InlineData(nameof(Outcome.Unreachable), nameof(Blame.Deployment), 2, true, false)]
    [InlineData(nameof(Outcome.TimedOut), nameof(Blame.Deployment), 2, true, false)]
    [InlineData(nameof(Outcome.Interrupted), nameof(Blame.Deployment), 2, true, false)]
    [InlineData(nameof(Outcome.ClientGone), nameof(Blame.Client), 0, false, false)]
    public void Every_outcome_has_its_consequences(string outcome, string blame, int retries, bool fallsBack, bool coolsDown)
    {
        var it = Enum.Parse<Outcome>(outcome);
        Assert.Equal(Enum.Parse<Blame>(blame), OutcomeRules.BlameFor(it));
        Assert.Equal(retries, new RetryRules(2, null).RetriesAfter(it, null));
        Assert.Equal(fallsBack, OutcomeRules.MayFallBack(it));
        Assert.Equal(coolsDown, OutcomeRules.CoolsDownAtOnce(it, 0));
    }

    [Fact]
    public void Table_above_holds_every_outcome()
    {
        Assert.Equal(12, Enum.GetValues<Outcome>().Length);
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(403, false)]
    [InlineData(404, true)]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public void Statuses_that_cool_down_at_once_are_LiteLLMs(int status, bool atOnce)
    {
        Assert.Equal(atOnce, OutcomeRules.CoolsDownAtOnce(OutcomeRules.FromStatus(status), status));
    }

    [Fact]
    public void Retry_policy_wins_over_num_retries_and_the_request_over_the_default()
    {
        var rules = new RetryRules(2, new RetryPolicy { BadRequestErrorRetries = 1, RateLimitErrorRetries = 5, TimeoutErrorRetries = 0, DefaultRetries = 4 });

        Assert.Equal(1, rules.RetriesAfter(Outcome.Rejected, null));
        Assert.Equal(5, rules.RetriesAfter(Outcome.RateLimited, 9));
        Assert.Equal(0, rules.RetriesAfter(Outcome.TimedOut, null));
        Assert.Equal(4, rules.RetriesAfter(Outcome.ServerError, null));
        Assert.Equal(9, rules.RetriesAfter(Outcome.ServerError, 9));
    }

    [Theory]
    [InlineData("""{"error":{"message":"This model's maximum context length is 4096 tokens. However, you requested 5000","type":"BadRequestError","param":null,"code":400}}""", nameof(Outcome.ContextWindowExceeded))]
    [InlineData("""{"object":"error","message":"Input length (9000) exceeds model's maximum context length (4096).","type":"BadRequestError","param":null,"code":400}""", nameof(Outcome.ContextWindowExceeded))]
    [InlineData("""{"error":{"message":"no","code":"context_length_exceeded"}}""", nameof(Outcome.ContextWindowExceeded))]
    [InlineData("""{"error":{"message":"The response was filtered due to the content management policy","code":"content_filter"}}""", nameof(Outcome.ContentPolicyViolated))]
    [InlineData("""{"error":{"message":"temperature must be non-negative","type":"BadRequestError","code":400}}""", nameof(Outcome.Rejected))]
    [InlineData("", nameof(Outcome.Rejected))]
    public void Kinds_of_400_are_told_apart_by_their_text(string body, string outcome)
    {
        Assert.Equal(Enum.Parse<Outcome>(outcome), UpstreamError.Read(Encoding.UTF8.GetBytes(body)).Refine(Outcome.Rejected));
    }

    [Fact]
    public void Error_in_OpenAI_shape_is_passed_on_as_it_is()
    {
        var body = """{"error":{"message":"bad","type":"BadRequestError","param":null,"code":400},"extra":1}"""u8.ToArray();

        Assert.Equal(body, UpstreamError.Read(body).ToGatewayError(400, body, "sk-upstream").UpstreamBody.ToArray());
    }

    [Theory]
    [InlineData("""{"object":"error","message":"old shape","type":"BadRequestError","param":null,"code":400}""", "old shape")]
    [InlineData("""{"error":"Unauthorized"}""", "Unauthorized")]
    [InlineData("""{"detail":"Not Found"}""", "Not Found")]
    [InlineData("<html>Bad gateway</html>", "<html>Bad gateway</html>")]
    [InlineData("", "The model server answered 418 without saying why.")]
    public void Error_in_another_shape_is_put_into_OpenAIs(string body, string message)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var error = UpstreamError.Read(bytes).ToGatewayError(418, bytes, null);

        Assert.Equal((418, message), (error.Status, error.Message));
        Assert.True(error.UpstreamBody.IsEmpty);
    }

    [Fact]
    public void Credential_that_an_upstream_quotes_is_taken_out()
    {
        var body = """{"error":{"message":"Incorrect API key provided: sk-upstream","type":"invalid_request_error","code":"bad"}}"""u8.ToArray();

        var error = UpstreamError.Read(body).ToGatewayError(400, body, "sk-upstream");

        Assert.True(error.UpstreamBody.IsEmpty);
        Assert.DoesNotContain("sk-upstream", error.Message, StringComparison.Ordinal);
    }
}
