using Linkspan.Cli;
using Linkspan.Daemon;

return args is ["daemon", .. string[] rest] ? await DaemonCommand.RunAsync(rest) : await CommandLine.RunAsync(args, Terminal.OfProcess());
