using System.Data.Common;
using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.StoredSettings;

/// <summary>Reads the stored settings again and puts the config in force that they make together with the file.</summary>
internal sealed class StoredSettingLoader(ConfigWatcher watcher)
{
    public async Task LoadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        watcher.Use(await StoredSettingStore.ListAsync(connection, null, cancellationToken));
}
