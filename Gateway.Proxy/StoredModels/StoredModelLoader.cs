using System.Data.Common;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.StoredCredentials;

namespace Gateway.Proxy.StoredModels;

/// <summary>Reads all stored models again, and the credentials that they name. One that cannot be used is left out and reported: the others must go on.</summary>
internal sealed partial class StoredModelLoader(StoredModelList list, StoredModelCipher cipher, StoredCredentialList credentials, ConfigStore config, ILogger<StoredModelLoader> logger)
{
    public async Task LoadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await credentials.LoadAsync(connection, cancellationToken);
        var rows = await StoredModelStore.ListAsync(connection, null, cancellationToken);
        try
        {
            list.Publish([.. rows.Select(Read).OfType<ModelEntry>()]);
        }
        catch (Exception exception)
        {
            // Keys are read on the same way: they must not stop for a model.
            LogNotTakenOver(exception);
        }
    }

    private ModelEntry? Read(StoredModelRow row)
    {
        if (cipher.Decrypt(row) is not { } model)
        {
            LogUnreadable(row.Id, row.Name);
            return null;
        }

        var entry = StoredModelReader.Read(model, credentials.With(config.Current.Credentials), out var errors);
        if (entry is null)
        {
            LogInvalid(row.Id, row.Name, string.Join("; ", errors.Select(error => $"{error.Key}: {error.Message}")));
        }

        return entry;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored model {Id} ({Name}) cannot be decrypted and is left out: LITELLM_SALT_KEY (or, without it, the master key) is not the one it was stored under. Bring that back, or delete the model and add it again")]
    private partial void LogUnreadable(string id, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored model {Id} ({Name}) cannot be used and is left out: {Errors}")]
    private partial void LogInvalid(string id, string name, string errors);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored models were read but cannot be used; those known before stay in force")]
    private partial void LogNotTakenOver(Exception exception);
}
