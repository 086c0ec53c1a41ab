Console.Error.WriteLine("Gateway.AppHost was left out: Aspire's packages are not in this machine's NuGet source (AspireIntegrations=false in local.props). ./run.sh runs the gateway without them.");
return 1;
