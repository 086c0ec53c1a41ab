using Gateway.Proxy.Hosting;

return await GatewayCommand.RunAsync(args);
