using Gateway.Proxy.Dialects.Messages;

namespace Gateway.Tests.Proxy.Dialects;

public sealed class UserIdsTests
{
    [Theory]
    [InlineData("user-7", "user-7")]
    [InlineData("""{"device_id":"d1","account_uuid":"a1","session_id":"s1"}""", "a1")]
    [InlineData("""{"device_id":"d1","account_uuid":"","session_id":"s1"}""", "d1")]
    [InlineData("""{"other":"x"}""", """{"other":"x"}""")]
    [InlineData("{no json", "{no json")]
    [InlineData("user_d1_account_a1_session_s1", "user_d1_account_a1")]
    public void Session_is_no_customer(string userId, string customer) => Assert.Equal(customer, UserIds.Read(userId).Customer);

    [Theory]
    [InlineData("user-7", null)]
    [InlineData("""{"device_id":"d1","account_uuid":"a1","session_id":"s1"}""", "s1")]
    [InlineData("""{"device_id":"d1"}""", null)]
    [InlineData("{no json", null)]
    [InlineData("user_d1_account_a1_session_s1", "s1")]
    public void Session_is_found(string userId, string? session) => Assert.Equal(session, UserIds.Read(userId).Session);
}
