using System.Collections.Concurrent;

namespace Linkspan.Cli.Check;

/// <summary><c>check</c>: does every container of a network reach every other?</summary>
internal static class CheckVerb
{
    private const int ParallelSources = 8;

    /// <summary>Try all ways through a network.</summary>
    public static Verb Check()
    {
        Option<string> format = Flags.FormatWithoutLetter();
        Option<bool> noNames = Flags.Flag("--no-names", "addresses only");
        return new Verb
        {
            Name = "check",
            Usage = "NETWORK",
            Summary = "Try whether all containers of a network reach each other",
            Description = "Sends echo requests from every running container of the network to every other, over IPv4 and IPv6, and asks its name server for every name of every other: "
                + "name, aliases, short id, name.network. The probes are this program's own, sent from inside the containers' network namespaces; nothing is needed in their images.\n"
                + "The table shows the round trip from the container on the left to the one above, the slowest address of the pair. Needs root.",
            Examples = [("linkspan check front", "a table"), ("linkspan check front --format json | jq 'select(.Reason != \"\")'", "the failures, for a program")],
            ExitStatus = "0 if every probe was answered; 1 if any was not, or if it could not be tried.",
            Options = [noNames, format],
            MinimumWords = 1,
            MaximumWords = 1,
            Completes = ["network"],
            Run = async call =>
            {
                if (call.Given(format))
                {
                    _ = OutputForm.Parse(call.Get(format));
                }

                List<CheckMember> members = await MembersAsync(call, call.Words[0], !call.Get(noNames));
                if (!Environment.IsPrivilegedProcess)
                {
                    throw new CliException("check sends its probes from inside the containers' network namespaces and needs root; run it with sudo");
                }

                List<ProbeResult> results = await Task.Run(() => Probe(members, call.Terminal), call.Cancel);
                await CheckReport.PrintAsync(members, results, call.Get(format), call.Terminal);
                return results.Exists(static result => result.Reason is not null) ? ExitCode.Failed : 0;
            },
        };
    }

    /// <summary>Sends all probes: sources in parallel, one source's targets one after another so that they do not disturb each other's times.</summary>
    public static List<ProbeResult> Probe(List<CheckMember> members, Terminal terminal)
    {
        var results = new ConcurrentBag<ProbeResult>();
        int done = 0;
        int pairs = members.Count * (members.Count - 1);
        Parallel.ForEach(members, new ParallelOptions { MaxDegreeOfParallelism = ParallelSources }, from =>
        {
            using var probe = new SandboxProbe(from.Sandbox);
            foreach (CheckMember to in members.Where(to => to != from))
            {
                foreach (IPAddress address in to.Addresses)
                {
                    (double? ms, string? reason) = probe.Echo(address);
                    results.Add(new ProbeResult(from.Name, to.Name, address.ToString(), ms, reason));
                }

                foreach (string name in to.Names)
                {
                    results.Add(Names(probe, from, to, name));
                }

                int count = Interlocked.Increment(ref done);
                if (terminal.ErrorIsTerminal)
                {
                    lock (results)
                    {
                        terminal.Error.Write($"\r\e[Kchecked {count} of {pairs} pairs{(count == pairs ? "\r\e[K" : "")}");
                    }
                }
            }
        });
        return [.. results.OrderBy(static result => result.From, StringComparer.Ordinal).ThenBy(static result => result.To, StringComparer.Ordinal).ThenBy(static result => result.Target, StringComparer.Ordinal)];
    }

    /// <summary>A name is right if every address of its owner is among the answers.</summary>
    private static ProbeResult Names(SandboxProbe probe, CheckMember from, CheckMember to, string name)
    {
        double slowest = 0;
        foreach (IPAddress address in to.Addresses)
        {
            (double? ms, string? reason) = probe.Resolve(name, address);
            if (reason is not null)
            {
                return new ProbeResult(from.Name, to.Name, name, null, reason);
            }

            slowest = Math.Max(slowest, ms ?? 0);
        }

        return new ProbeResult(from.Name, to.Name, name, slowest, null);
    }

    private static async Task<List<CheckMember>> MembersAsync(Invocation call, string network, bool names)
    {
        NetworkAnswer answer = await call.Api.GetAsync(Query.To($"/networks/{network}").ToString(), CliJson.Default.NetworkAnswer, call.Cancel);
        List<CheckMember> members = [];
        foreach ((string id, NetworkMember _) in answer.Containers ?? [])
        {
            ContainerInspection container;
            try
            {
                container = await call.Api.GetAsync(Query.To($"/containers/{id}/json").ToString(), CliJson.Default.ContainerInspection, call.Cancel);
            }
            catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
            {
                continue; // Removed since; or an endpoint of another engine, which has no namespace here.
            }

            EndpointAnswer? endpoint = container.NetworkSettings?.Networks?.GetValueOrDefault(answer.Name ?? "");
            if (container.State is { Running: true } && endpoint is not null && container.NetworkSettings?.SandboxKey is { Length: > 0 } sandbox)
            {
                string name = (container.Name ?? "").TrimStart('/');
                members.Add(new CheckMember(name, sandbox, Addresses(endpoint), names ? KnownAs(answer, endpoint, name, container.Id) : []));
            }
        }

        members.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return members.Count > 1 ? members : throw new CliException($"network {network} has {members.Count} running containers; a check takes two");
    }

    private static IPAddress[] Addresses(EndpointAnswer endpoint) =>
    [
        .. new[] { endpoint.IPAddress, endpoint.GlobalIPv6Address }.Where(static text => !string.IsNullOrEmpty(text)).Select(static text => IPAddress.Parse(text!)),
    ];

    /// <summary>The default bridge has no name server of its own: there is nothing to ask.</summary>
    private static string[] KnownAs(NetworkAnswer network, EndpointAnswer endpoint, string name, string id) =>
        network.Name == "bridge" ? [] : [.. new[] { name, Human.ShortId(id), $"{name}.{network.Name}" }.Concat(endpoint.DNSNames ?? []).Concat(endpoint.Aliases ?? []).Distinct(StringComparer.OrdinalIgnoreCase)];
}
