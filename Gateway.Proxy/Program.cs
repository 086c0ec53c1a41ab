using Gateway.Proxy;

await using var app = GatewayApp.Build(args);
await app.RunAsync();
