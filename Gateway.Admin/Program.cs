using Gateway.Admin.Hosting;

await using var app = AdminApp.Build(args);
await app.RunAsync();
