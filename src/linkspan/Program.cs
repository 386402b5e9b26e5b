using Linkspan.Cli;

return args is ["daemon", .. string[] rest] ? DaemonProgram.Become(rest) : await CommandLine.RunAsync(args, Terminal.OfProcess());
