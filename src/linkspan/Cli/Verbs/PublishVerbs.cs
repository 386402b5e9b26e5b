namespace Linkspan.Cli.Verbs;

/// <summary>Published ports of containers that exist, running or not.</summary>
internal static class PublishVerbs
{
    /// <summary>Publish further ports.</summary>
    public static Verb Publish() => new()
    {
        Name = "publish",
        Usage = "CONTAINER PORT...",
        Summary = "Publish further ports of a container, while it runs",
        Description = "Publishes ports in the forms of 'run -p' in addition to those published already. No other connection is touched.",
        Examples = [("linkspan publish web 8080:80", "port 80 on the host's 8080"), ("linkspan publish web 127.0.0.1::443", "any free port of the loopback")],
        MinimumWords = 2,
        MaximumWords = int.MaxValue,
        Completes = ["container"],
        Run = call => ChangeAsync(call, (bindings, text) => PortSpec.Publish(text, bindings)),
    };

    /// <summary>Publish ports no longer.</summary>
    public static Verb Unpublish() => new()
    {
        Name = "unpublish",
        Usage = "CONTAINER PORT[/PROTOCOL]...",
        Summary = "Publish ports of a container no longer, while it runs",
        Description = "Takes back all host ports of the container's ports named. Connections that stand go on; no other port is touched.",
        Examples = [("linkspan unpublish web 80", "nobody reaches port 80 from outside any more")],
        MinimumWords = 2,
        MaximumWords = int.MaxValue,
        Completes = ["container"],
        Run = call => ChangeAsync(call, static (bindings, text) =>
        {
            foreach (string port in PortSpec.Expose(text))
            {
                if (!bindings.Remove(port))
                {
                    throw new CliException($"port {port} is not published; 'linkspan port CONTAINER' shows what is");
                }
            }
        }),
    };

    private static async Task<int> ChangeAsync(Invocation call, Action<Dictionary<string, List<PortBinding>>, string> change)
    {
        string path = Query.To($"/containers/{call.Words[0]}/json").ToString();
        ContainerInspection container = await call.Api.GetAsync(path, CliJson.Default.ContainerInspection, call.Cancel);
        Dictionary<string, List<PortBinding>> bindings = container.HostConfig?.PortBindings ?? [];
        foreach (string text in call.Words.Skip(1))
        {
            change(bindings, text);
        }

        WarningsAnswer answer = await call.Api.PostJsonAsync(
            Query.To($"/containers/{container.Id}/update").ToString(), new PortUpdate { PortBindings = bindings }, CliJson.Default.PortUpdate, CliJson.Default.WarningsAnswer, call.Cancel);
        foreach (string warning in answer.Warnings ?? [])
        {
            await call.Terminal.Error.WriteLineAsync($"linkspan: {warning}");
        }

        return 0;
    }
}
