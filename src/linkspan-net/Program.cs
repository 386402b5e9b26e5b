using Linkspan.Net.Keep;

return args switch
{
    ["keep", .. var options] => KeepCommand.Run(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: linkspan-net keep --socket PATH [--log PATH] [--resolv-conf PATH] [--detach] [--take-over]");
    return 2;
}
