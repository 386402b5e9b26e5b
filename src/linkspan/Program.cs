return args is ["daemon", ..] ? await Linkspan.Daemon.DaemonCommand.RunAsync(args[1..]) : 2;
