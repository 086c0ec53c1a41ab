using Gateway.Admin.Hosting;
using Gateway.ServiceDefaults.Health;

if (HealthCommand.IsAsked(args))
{
    return await HealthCommand.RunAsync(args, port: 8080, "/ready");
}

await using var app = AdminApp.Build(args);
await app.RunAsync();
return 0;
