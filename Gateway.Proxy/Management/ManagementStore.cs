using System.Data.Common;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>Reads and changes what the management API manages. A change is one transaction; when it returns, this replica knows it.</summary>
internal sealed class ManagementStore(Database database, KeyDirectoryLoader loader, TimeProvider time)
{
    /// <summary>A change was committed here: other replicas may be told, so that they need not wait for their next poll.</summary>
    public event Action? Changed;

    public async Task<T> ChangeAsync<T>(string actor, Func<ManagementTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await loader.MigrateAsync(cancellationToken);
        var result = await database.InTransactionAsync(async (connection, transaction) =>
        {
            // One change at a time, over all replicas: what is read before it is written stays as it was read.
            await ChangeStore.LockAsync(connection, transaction, cancellationToken);
            return await work(new ManagementTransaction(connection, transaction, actor, time.GetUtcNow(), cancellationToken));
        }, cancellationToken);

        Changed?.Invoke();

        // It is committed: a caller that goes away now must not leave this replica behind.
        await loader.PollAsync(CancellationToken.None);
        return result;
    }

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await loader.MigrateAsync(cancellationToken);
        await using var connection = await database.OpenAsync(cancellationToken);
        return await read(connection);
    }
}
