using Linkspan.Cli.Streams;

namespace Linkspan.Cli.Verbs;

/// <summary><c>run</c> and <c>create</c>.</summary>
internal static class RunVerbs
{
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(10);

    /// <summary>Make a container and start it.</summary>
    public static Verb Run()
    {
        var options = new ContainerOptions();
        Option<bool> detach = Flags.Flag("--detach", "leave it running and print its id", "-d");
        Option<string> detachKeys = Flags.Text("--detach-keys", "KEYS", "the keys that leave it running (ctrl-p,ctrl-q)");
        return new Verb
        {
            Name = "run",
            Usage = "IMAGE [COMMAND] [ARGUMENT...]",
            Summary = "Make a container from an image and start it",
            Description = "Makes a container, joins it to its networks and starts its command. What the command writes appears here; signals and, with -i, "
                + "input go to it. An image that is not there is pulled first.\nAll behind IMAGE belongs to the container's command, options too.",
            Examples =
            [
                ("linkspan run --rm -it alpine sh", "a shell that is gone when you leave it"),
                ("linkspan run -d --name web -p 8080:80 nginx", "a web server on port 8080 of every address of the host"),
                ("linkspan run -d -p [::1]:5353:53/udp dns", "a UDP port on the IPv6 loopback address only"),
                ("linkspan run --network name=front,alias=api,ip=10.1.0.5 --network back app", "a container on two networks"),
                ("linkspan run --network container:web --rm tools ss -lnt", "look at another container's network from inside"),
            ],
            ExitStatus = "The command's own; 125 if it could not be made, 126 if its command cannot be invoked, 127 if its command was not found.",
            Options = [detach, .. options.All, detachKeys],
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            CommandStartsAt = 1,
            Completes = ["image"],
            UsageExitCode = ExitCode.DaemonFailed,
            Run = call => RunAsync(call, options, call.Get(detach), call.Get(detachKeys)),
        };
    }

    /// <summary>Make a container.</summary>
    public static Verb Create()
    {
        var options = new ContainerOptions();
        return new Verb
        {
            Name = "create",
            Usage = "IMAGE [COMMAND] [ARGUMENT...]",
            Summary = "Make a container without starting it",
            Description = "Makes a container as 'run' does and prints its id; 'start' starts it.",
            Examples = [("linkspan create --name db --network back postgres", "make it now"), ("linkspan start db", "start it later")],
            ExitStatus = "0 if it was made, else 1 (125 for a wrong command line).",
            Options = options.All,
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            CommandStartsAt = 1,
            Completes = ["image"],
            Run = async call =>
            {
                await call.Out.WriteLineAsync((await CreateAsync(call, options, options.Body(call))).Id);
                return 0;
            },
        };
    }

    /// <summary>Waits for a container's end; <paramref name="ended"/> was asked before its start.</summary>
    public static async Task<int> ExitStatusAsync(Invocation call, Task<HttpResponseMessage> ended)
    {
        using HttpResponseMessage response = await ended;
        await using Stream body = await response.Content.ReadAsStreamAsync(call.Cancel);
        WaitAnswer? answer = await JsonSerializer.DeserializeAsync(body, CliJson.Default.WaitAnswer, call.Cancel);
        return answer switch
        {
            null => throw new CliException("the daemon did not say how the container ended", ExitCode.DaemonFailed),
            { Error.Message: { Length: > 0 } message } => throw new CliException(message, ExitCode.DaemonFailed),
            _ => answer.StatusCode,
        };
    }

    /// <summary>Asks for a container's end. The answer's head comes at once, so that nothing is missed between start and wait.</summary>
    public static Task<HttpResponseMessage> AskEndAsync(Invocation call, string id, bool removed) =>
        call.Api.SendAsync(HttpMethod.Post, Query.To($"/containers/{id}/wait").Add("condition", removed ? "removed" : "next-exit").ToString(), null, call.Cancel);

    /// <summary>The path of an attach.</summary>
    public static string AttachPath(string id, bool input, string? detachKeys, bool logs = false) =>
        Query.To($"/containers/{id}/attach").Add("stream", true).Add("stdin", input).Add("stdout", true).Add("stderr", true)
            .Add("logs", logs).Add("detachKeys", detachKeys).ToString();

    private static async Task<int> RunAsync(Invocation call, ContainerOptions options, bool detach, string? detachKeys)
    {
        ContainerCreation body = options.Body(call);
        if (detach)
        {
            body.AttachStdin = body.AttachStdout = body.AttachStderr = body.StdinOnce = false;
        }
        else if (body.Tty && body.AttachStdin && !call.Terminal.InIsTerminal)
        {
            throw new CliException("-t with -i needs a terminal on standard input", ExitCode.Failed);
        }

        string id = (await CreateAsync(call, options, body)).Id;
        if (detach)
        {
            return await StartAsync(call, id) is int failed and not 0 ? failed : await PrintAsync(call, id);
        }

        bool remove = options.Remove(call);
        HijackedConnection connection = await call.Api.HijackAsync(AttachPath(id, body.AttachStdin, detachKeys), null, call.Cancel);
        using var session = new StreamSession(connection, call, body.Tty, body.AttachStdin, detachKeys);
        Task<HttpResponseMessage> ended = AskEndAsync(call, id, remove);
        await ended;
        Task output = session.CopyOutputAsync();
        if (!body.Tty)
        {
            session.ProxySignals(id);
        }

        if (await StartAsync(call, id) is int status and not 0)
        {
            await (remove ? Task.WhenAny(ExitStatusAsync(call, ended), Task.Delay(RemovalPatience, call.Cancel)) : Task.CompletedTask);
            return status;
        }

        await session.FollowSizeAsync($"/containers/{id}");
        await output;
        return session.Detached ? 0 : await ExitStatusAsync(call, ended);
    }

    private static async Task<int> PrintAsync(Invocation call, string id)
    {
        await call.Out.WriteLineAsync(id);
        return 0;
    }

    private static async Task<int> StartAsync(Invocation call, string id)
    {
        try
        {
            await call.Api.PostAsync(Query.To($"/containers/{id}/start").ToString(), call.Cancel);
            return 0;
        }
        catch (ApiException e)
        {
            await call.Terminal.Error.WriteLineAsync($"linkspan: {e.Message}");
            return ExitCode.OfStart(e.Message);
        }
    }

    private static async Task<CreatedAnswer> CreateAsync(Invocation call, ContainerOptions options, ContainerCreation body)
    {
        string pull = options.Pull(call);
        if (pull == "always")
        {
            await PullAsync(call, options, body.Image!);
        }

        CreatedAnswer created;
        try
        {
            created = await PostAsync();
        }
        catch (ApiException e) when (pull == "missing" && e.Status == HttpStatusCode.NotFound && e.Message.Contains("image", StringComparison.OrdinalIgnoreCase))
        {
            await call.Terminal.Error.WriteLineAsync($"Unable to find image '{body.Image}' locally");
            await PullAsync(call, options, body.Image!);
            created = await PostAsync();
        }

        foreach (string warning in created.Warnings ?? [])
        {
            await call.Terminal.Error.WriteLineAsync($"linkspan: warning: {warning}");
        }

        return created;

        Task<CreatedAnswer> PostAsync() => call.Api.PostJsonAsync(
            new Query("/containers/create").Add("name", options.Name(call)).ToString(),
            body,
            CliJson.Default.ContainerCreation,
            CliJson.Default.CreatedAnswer,
            call.Cancel);
    }

    private static Task PullAsync(Invocation call, ContainerOptions options, string image) =>
        ImageVerbs.PullAsync(call, image, options.Quiet(call) ? TextWriter.Null : call.Terminal.Error, call.Terminal.ErrorIsTerminal, null);
}
