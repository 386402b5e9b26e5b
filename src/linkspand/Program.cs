using Linkspan.Daemon;

return await DaemonCommand.RunAsync(args);
