using System.Data.Common;
using System.Net.Sockets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Proxy.Import;

/// <summary><c>import-litellm --database-url postgresql://… [--dry-run]</c>; may be run again, and goes on where it stopped.</summary>
internal static class ImportCommand
{
    public const string Verb = "import-litellm";

    /// <summary>The process's exit code.</summary>
    /// <param name="args">What follows the verb.</param>
    /// <param name="environment">Looks up a variable.</param>
    /// <param name="output">Gets the table at the end.</param>
    /// <param name="errors">Gets what went wrong, and progress.</param>
    /// <param name="terminal">Gets the bar; null: <paramref name="errors"/> is no terminal.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Func<string, string?> environment, TextWriter output, TextWriter errors, TextWriter? terminal)
    {
        var progress = new ImportProgress(terminal ?? errors, terminal is not null, TimeProvider.System);
        try
        {
            await RunAsync(ImportArguments.Parse(args), environment, output, errors, progress);
            return 0;
        }
        catch (ImportException exception)
        {
            progress.End();
            await errors.WriteLineAsync(exception.Message);
        }
        catch (Exception exception) when (exception is DbException or SpendConflictException)
        {
            progress.End();
            await errors.WriteLineAsync($"The import stopped: {FirstLine(exception)} Run it again to go on.");
        }

        return 1;
    }

    private static async Task RunAsync(ImportArguments arguments, Func<string, string?> environment, TextWriter output, TextWriter errors, ImportProgress progress)
    {
        var url = LiteLlmUrl.Parse(arguments.DatabaseUrl);
        var command = CommandLine.Parse(arguments.Rest, environment, File.Exists);
        var options = command.Options ?? throw new ImportException(string.Join(Environment.NewLine, command.Errors));
        var file = new ConfigFile(options.ConfigPath, environment).Read([]);
        var config = file.Config ?? throw new ImportException(string.Join(Environment.NewLine, file.Errors));
        var own = config.GeneralSettings.DatabaseUrl ?? options.DatabaseUrl ?? environment("ConnectionStrings__gatewaydb");
        if (LiteLlmUrl.AreSame(url, own))
        {
            throw new ImportException("--database-url is the gateway's own database (database_url or DATABASE_URL); give the gateway another one, for both have tables of the same names.");
        }

        await using var source = await OpenAsync($"LiteLLM's database on {url.Host}:{url.Port} does not answer", () => LiteLlmSource.OpenAsync(url, CancellationToken.None));
        await using var database = arguments.DryRun ? null : DatabaseFactory.Create(own, options);
        if (database is not null)
        {
            await OpenAsync("The gateway's database cannot be brought up to date", () =>
                new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(CancellationToken.None));
        }

        var importer = new LiteLlmImporter(source, database, progress, TimeProvider.System);
        await importer.RunAsync(CancellationToken.None);
        await WriteAsync(importer, arguments.DryRun, output);
    }

    private static async Task<T> OpenAsync<T>(string problem, Func<Task<T>> open)
    {
        try
        {
            return await open();
        }
        catch (Exception exception) when (exception is DbException or SocketException)
        {
            // A name that does not resolve comes as the socket's own exception.
            throw new ImportException($"{problem}: {FirstLine(exception)}");
        }
    }

    private static async Task WriteAsync(LiteLlmImporter importer, bool dryRun, TextWriter output)
    {
        await output.WriteLineAsync($"{"",-14}{"read",12}{"imported",12}{"skipped",12}");
        foreach (var count in importer.Counts)
        {
            await output.WriteLineAsync($"{count.Name,-14}{count.Read,12}{count.Imported,12}{count.Skipped,12}");
        }

        foreach (var note in importer.Notes)
        {
            await output.WriteLineAsync(note);
        }

        if (dryRun)
        {
            await output.WriteLineAsync("A dry run: nothing was written.");
        }
    }

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd('\r');
}
