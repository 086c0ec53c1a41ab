using Gateway.Admin.Hosting;
using Gateway.ServiceDefaults.Health;

if (HealthCommand.IsAsked(args))
{
    return await HealthCommand.RunAsync(args, port: 8080, "/ready");
}

try
{
    await using var app = AdminApp.Build(args);
    await app.RunAsync();
    return 0;
}
catch (SettingsException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
