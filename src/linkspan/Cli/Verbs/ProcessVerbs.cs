using Linkspan.Cli.Streams;

namespace Linkspan.Cli.Verbs;

/// <summary><c>start</c>, <c>attach</c>, <c>exec</c>: the terminal and a container that exists.</summary>
internal static class ProcessVerbs
{
    /// <summary>Start containers.</summary>
    public static Verb Start()
    {
        Option<bool> attach = Flags.Flag("--attach", "show its output and pass signals on", "-a");
        Option<bool> interactive = Flags.Flag("--interactive", "forward standard input", "-i");
        Option<string> detachKeys = Flags.Text("--detach-keys", "KEYS", "the keys that leave it running (ctrl-p,ctrl-q)");
        return new Verb
        {
            Name = "start",
            Usage = "CONTAINER...",
            Summary = "Start stopped containers",
            Description = "Starts containers that were made or have ended. With -a or -i the terminal is joined with one of them as 'run' does.",
            Examples = [("linkspan start web db", "start two containers"), ("linkspan start -ai shell", "start one and go in")],
            ExitStatus = "0 if all were started, else 1; with -a or -i the command's own.",
            Options = [attach, interactive, detachKeys],
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            Completes = ["container"],
            Run = call => call.Get(attach) || call.Get(interactive)
                ? StartAttachedAsync(call, call.Get(interactive), call.Get(detachKeys))
                : call.EachAsync(name => call.Api.PostAsync(Query.To($"/containers/{name}/start").ToString(), call.Cancel)),
        };
    }

    /// <summary>Join the terminal with a running container.</summary>
    public static Verb Attach()
    {
        Option<bool> noInput = Flags.Flag("--no-stdin", "do not forward standard input");
        Option<bool> proxy = Flags.Flag("--sig-proxy", "pass signals on; --sig-proxy=false keeps them here");
        Option<string> detachKeys = Flags.Text("--detach-keys", "KEYS", "the keys that leave it running (ctrl-p,ctrl-q)");
        return new Verb
        {
            Name = "attach",
            Usage = "CONTAINER",
            Summary = "Join the terminal with a running container",
            Description = "Shows what a running container writes, and forwards input if it was made with -i. Leave with the detach keys.",
            Examples = [("linkspan attach web", "see what it writes from now on"), ("linkspan attach --detach-keys ctrl-x shell", "leave with Ctrl-X")],
            ExitStatus = "The command's own; 0 after the detach keys.",
            Options = [noInput, proxy, detachKeys],
            MinimumWords = 1,
            MaximumWords = 1,
            Completes = ["container"],
            Run = call => AttachAsync(call, !call.Get(noInput), !call.Given(proxy) || call.Get(proxy), call.Get(detachKeys)),
        };
    }

    /// <summary>Run a further command in a container.</summary>
    public static Verb Exec()
    {
        Option<bool> detach = Flags.Flag("--detach", "leave it running", "-d");
        Option<bool> interactive = Flags.Flag("--interactive", "forward standard input", "-i");
        Option<bool> tty = Flags.Flag("--tty", "give it a terminal", "-t");
        Option<string[]> env = Flags.Texts("--env", "NAME=VALUE", "set a variable", "-e");
        Option<string[]> envFile = Flags.Texts("--env-file", "FILE", "set the variables in a file");
        Option<string> user = Flags.Text("--user", "USER[:GROUP]", "the command's user", "-u");
        Option<string> workdir = Flags.Text("--workdir", "FOLDER", "the command's folder", "-w");
        Option<bool> privileged = Flags.Flag("--privileged", "all capabilities");
        Option<string> detachKeys = Flags.Text("--detach-keys", "KEYS", "the keys that leave it running (ctrl-p,ctrl-q)");
        return new Verb
        {
            Name = "exec",
            Usage = "CONTAINER COMMAND [ARGUMENT...]",
            Summary = "Run a further command in a running container",
            Description = "Runs a command beside the container's own. All behind CONTAINER is the command, options too.",
            Examples = [("linkspan exec -it web sh", "a shell in the container"), ("linkspan exec -u 0 -e A=1 web env", "as root, with a variable")],
            ExitStatus = "The command's own; 126 if it cannot be invoked, 127 if it was not found, 1 if the daemon failed.",
            Options = [detach, interactive, tty, env, envFile, user, workdir, privileged, detachKeys],
            MinimumWords = 2,
            MaximumWords = int.MaxValue,
            CommandStartsAt = 1,
            Completes = ["container"],
            Run = call =>
            {
                bool attached = !call.Get(detach);
                return ExecAsync(call, call.Get(detach), new ExecCreation
                {
                    AttachStdin = call.Get(interactive) && attached,
                    AttachStdout = attached,
                    AttachStderr = attached,
                    Tty = call.Get(tty),
                    Env =
                    [
                        .. call.Many(envFile).SelectMany(file => ListFile.Read(file, call.Terminal.Environment)),
                        .. call.Many(env).Select(variable => ListFile.Complete(variable, call.Terminal.Environment)).OfType<string>(),
                    ],
                    Cmd = call.Words[1..],
                    User = call.Get(user),
                    WorkingDir = call.Get(workdir),
                    Privileged = call.Get(privileged),
                    DetachKeys = call.Get(detachKeys),
                });
            },
        };
    }

    private static async Task<int> StartAttachedAsync(Invocation call, bool interactive, string? detachKeys)
    {
        if (call.Words.Length > 1)
        {
            throw new CliException("-a and -i start one container at a time");
        }

        ContainerInspection container = await InspectAsync(call, call.Words[0]);
        bool tty = container.Config?.Tty ?? false;
        bool input = interactive && (container.Config?.OpenStdin ?? false);
        HijackedConnection connection = await call.Api.HijackAsync(RunVerbs.AttachPath(container.Id, input, detachKeys), null, call.Cancel);
        using var session = new StreamSession(connection, call, tty, input, detachKeys);
        Task<HttpResponseMessage> ended = RunVerbs.AskEndAsync(call, container.Id, removed: false);
        await ended;
        Task output = session.CopyOutputAsync();
        if (!tty)
        {
            session.ProxySignals(container.Id);
        }

        await call.Api.PostAsync(Query.To($"/containers/{container.Id}/start").ToString(), call.Cancel);
        await session.FollowSizeAsync($"/containers/{container.Id}");
        await output;
        return session.Detached ? 0 : await RunVerbs.ExitStatusAsync(call, ended);
    }

    private static async Task<int> AttachAsync(Invocation call, bool input, bool proxySignals, string? detachKeys)
    {
        ContainerInspection container = await InspectAsync(call, call.Words[0]);
        if (container.State is not { Running: true })
        {
            throw new CliException($"container {call.Words[0]} does not run; start it with 'linkspan start -a {call.Words[0]}'");
        }

        bool tty = container.Config?.Tty ?? false;
        input &= container.Config?.OpenStdin ?? false;
        Task<HttpResponseMessage> ended = RunVerbs.AskEndAsync(call, container.Id, removed: false);
        await ended;
        HijackedConnection connection = await call.Api.HijackAsync(RunVerbs.AttachPath(container.Id, input, detachKeys), null, call.Cancel);
        using var session = new StreamSession(connection, call, tty, input, detachKeys);
        if (proxySignals && !tty)
        {
            session.ProxySignals(container.Id);
        }

        await session.FollowSizeAsync($"/containers/{container.Id}");
        await session.CopyOutputAsync();
        return session.Detached ? 0 : await RunVerbs.ExitStatusAsync(call, ended);
    }

    private static async Task<int> ExecAsync(Invocation call, bool detach, ExecCreation body)
    {
        if (body is { Tty: true, AttachStdin: true } && !call.Terminal.InIsTerminal)
        {
            throw new CliException("-t with -i needs a terminal on standard input");
        }

        CreatedAnswer exec = await call.Api.PostJsonAsync(
            Query.To($"/containers/{call.Words[0]}/exec").ToString(), body, CliJson.Default.ExecCreation, CliJson.Default.CreatedAnswer, call.Cancel);
        var start = new ExecStart { Detach = detach, Tty = body.Tty };
        try
        {
            if (detach)
            {
                await call.Api.PostJsonAsync($"/exec/{exec.Id}/start", start, CliJson.Default.ExecStart, call.Cancel);
                return 0;
            }

            byte[] json = JsonSerializer.SerializeToUtf8Bytes(start, CliJson.Default.ExecStart);
            HijackedConnection connection = await call.Api.HijackAsync($"/exec/{exec.Id}/start", json, call.Cancel);
            using var session = new StreamSession(connection, call, body.Tty, body.AttachStdin, body.DetachKeys);
            await session.FollowSizeAsync($"/exec/{exec.Id}");
            await session.CopyOutputAsync();
            if (session.Detached)
            {
                return 0;
            }
        }
        catch (ApiException e) when (ExitCode.OfStart(e.Message) != ExitCode.DaemonFailed)
        {
            throw new CliException(e.Message, ExitCode.OfStart(e.Message));
        }

        return (await call.Api.GetAsync($"/exec/{exec.Id}/json", CliJson.Default.ExecAnswer, call.Cancel)).ExitCode ?? 0;
    }

    private static Task<ContainerInspection> InspectAsync(Invocation call, string name) =>
        call.Api.GetAsync(Query.To($"/containers/{name}/json").ToString(), CliJson.Default.ContainerInspection, call.Cancel);
}
