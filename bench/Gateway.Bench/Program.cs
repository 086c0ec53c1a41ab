using Gateway.Bench.Forwarder;
using Gateway.Bench.Load;
using Gateway.Bench.Measuring;
using Gateway.Bench.Upstream;

// Without a sub-command: the benchmark itself, which starts the others as processes of their own.
return args switch
{
    ["upstream", var port] => await UpstreamServer.RunAsync(int.Parse(port)),
    ["bare-forwarder", var port, var upstream] => await BareForwarder.RunAsync(int.Parse(port), upstream),
    ["load"] => await LoadLoop.RunAsync(Console.In, Console.Out),
    _ => await Benchmark.RunAsync(args),
};
