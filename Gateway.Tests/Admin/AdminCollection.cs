namespace Gateway.Tests.Admin;

/// <summary>Tests that share one gateway with its admin site, and one browser.</summary>
[CollectionDefinition(Name)]
public sealed class AdminCollection : ICollectionFixture<AdminSite>
{
    public const string Name = "Admin site";
}
