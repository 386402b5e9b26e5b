using Linkspan.Engine.Health;

namespace Linkspan.Cli.Verbs;

/// <summary><c>exposure</c>: what is reachable from outside.</summary>
internal static class ExposureVerb
{
    private static readonly (string, string, bool)[] Columns =
    [
        ("Address", "ADDRESS", true), ("Port", "PORT", true), ("Container", "CONTAINER", true), ("Network", "NETWORK", true), ("Target", "TARGET", true),
        ("By", "BY", true), ("Through", "THROUGH", false),
    ];

    /// <summary>List what other machines can reach.</summary>
    public static Verb Exposure()
    {
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "exposure",
            Usage = "",
            Summary = "List everything of containers that other machines can reach",
            Description = "One line for each address and port: who may reach it, and with --format json the element or rule that lets it in. What is published on a loopback address is left out, "
                + "and so are containers in host mode, whose sockets are the host's own. A firewall of somebody else may forbid more.",
            Examples = [("linkspan exposure", "a table"), ("linkspan exposure --format '{{.Address}} {{.Port}} {{.Through}}'", "with the rules")],
            Options = [format],
            Run = async call =>
            {
                Exposure[] exposures = await call.Api.GetAsync("/linkspan/exposure", CliJson.Default.ExposureArray, call.Cancel);
                var listing = new Listing(Columns, "Container");
                foreach (Exposure exposure in exposures)
                {
                    string port = exposure.Port == 0 ? "all" : $"{exposure.Port}/{exposure.Protocol}";
                    listing.Add(exposure.Address, port, exposure.Container, exposure.Network, exposure.Target, exposure.By, exposure.Through);
                }

                await listing.PrintAsync(call.Get(format), call.Terminal);
                return 0;
            },
        };
    }
}
