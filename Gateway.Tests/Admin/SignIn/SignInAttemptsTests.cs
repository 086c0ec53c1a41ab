using Gateway.Admin.SignIn;
using Gateway.Tests.Common;

namespace Gateway.Tests.Admin.SignIn;

public sealed class SignInAttemptsTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Address_that_fails_too_often_has_to_wait_and_others_do_not()
    {
        var attempts = new SignInAttempts(_time);

        Fail(attempts, "10.0.0.1", SignInAttempts.FromOneAddress);

        Assert.True(attempts.Wait("10.0.0.1") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, attempts.Wait("10.0.0.2"));
    }

    [Fact]
    public void Wait_is_over_after_a_minute()
    {
        var attempts = new SignInAttempts(_time);
        Fail(attempts, "10.0.0.1", SignInAttempts.FromOneAddress);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.Zero, attempts.Wait("10.0.0.1"));
    }

    [Fact]
    public void Guesses_from_many_addresses_are_slowed_down_together()
    {
        var attempts = new SignInAttempts(_time);
        for (var i = 0; i < SignInAttempts.FromAll; i++)
        {
            attempts.Failed($"10.0.1.{i}");
        }

        Assert.True(attempts.Wait("10.0.0.1") > TimeSpan.Zero);
    }

    private static void Fail(SignInAttempts attempts, string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            attempts.Failed(address);
        }
    }
}
