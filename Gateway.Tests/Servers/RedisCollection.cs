namespace Gateway.Tests.Servers;

/// <summary>Tests that share one Redis server; none of them may stop it.</summary>
[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<RedisServer>
{
    public const string Name = "Redis";
}
