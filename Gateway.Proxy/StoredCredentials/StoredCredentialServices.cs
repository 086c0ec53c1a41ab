namespace Gateway.Proxy.StoredCredentials;

internal static class StoredCredentialServices
{
    public static void AddStoredCredentials(this IServiceCollection services)
    {
        services.AddSingleton<StoredCredentialStore>();
        services.AddSingleton<StoredCredentialList>();
    }
}
