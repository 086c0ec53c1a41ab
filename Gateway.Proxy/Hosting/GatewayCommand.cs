using System.Net.Sockets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Import;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.ServiceDefaults.Health;

namespace Gateway.Proxy.Hosting;

/// <summary>The command: arguments and config in, exit code out. What is wrong is one line each on standard error.</summary>
internal static class GatewayCommand
{
    private const int Failure = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [ImportCommand.Verb, .. var rest])
        {
            return await ImportCommand.RunAsync(rest, Environment.GetEnvironmentVariable, Console.Out, Console.Error, Console.IsErrorRedirected ? null : Console.Error);
        }

        if (HealthCommand.IsAsked(args))
        {
            return await HealthCommand.RunAsync(args, port: 4000, "/health/readiness");
        }

        var command = CommandLine.Parse(args, Environment.GetEnvironmentVariable, File.Exists);
        if (command.Options is not { } options)
        {
            return Fail(command.Errors);
        }

        if (options.ShowHelp || options.ShowVersion)
        {
            Console.WriteLine(options.ShowHelp ? CommandLine.Help : GatewayVersion.Text);
            return 0;
        }

        var file = new ConfigFile(options.ConfigPath, Environment.GetEnvironmentVariable);
        var result = file.Read([]);
        Print(result.Warnings.Select(warning => $"warning: {warning}"));
        if (result.Config is not { } config)
        {
            return Fail(result.Errors);
        }

        if (options.ValidateConfig)
        {
            Console.WriteLine($"{options.ConfigPath}: valid, {config.ModelList.Count} deployments, {result.Warnings.Count} warnings.");
            return 0;
        }

        foreach (var (name, value) in config.EnvironmentVariables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        if (options.MigrateOnly)
        {
            return await Migrator.RunCommandAsync(config, options, Console.Out, Console.Error);
        }

        if (options.ReconcileSpend)
        {
            return await SpendReconciler.RunCommandAsync(config, options, Console.Out, Console.Error);
        }

        var master = MasterKey.Resolve(config, options);
        if (master.Key is not { } masterKey)
        {
            return Fail([master.Error!]);
        }

        Print(command.Notes);
        if (master.NewFile is { } newFile)
        {
            Console.WriteLine($"A master key was made and is kept in {newFile}: {masterKey}");
        }

        return await ServeAsync(new GatewaySetup(options, file, config, masterKey));
    }

    private static async Task<int> ServeAsync(GatewaySetup setup)
    {
        await using var app = GatewayApp.Build(setup);
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Fail([$"{setup.Options.Urls}: the port is already in use. Choose another with --port."]);
        }
        catch (SocketException exception)
        {
            return Fail([$"{setup.Options.Urls}: cannot listen there: {exception.Message}"]);
        }
    }

    private static int Fail(IEnumerable<object> problems)
    {
        Print(problems);
        return Failure;
    }

    private static void Print(IEnumerable<object> lines)
    {
        foreach (var line in lines)
        {
            Console.Error.WriteLine(line);
        }
    }
}
