using System.Diagnostics;
using System.Net;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Kernel;

/// <summary>A network stack made before its sandbox.</summary>
/// <param name="Id">Name under which the keeper holds its DNS sockets; null where it holds none.</param>
/// <param name="Kernel">The namespace, loopback up, pinned nowhere.</param>
/// <param name="Place">Where its pair waits, if it has one.</param>
/// <param name="Facts">What holds inside, of a sandbox without an id.</param>
internal sealed record ReadySandbox(string? Id, SandboxKernel Kernel, ReadyPlace Place, IReadOnlyList<Fact> Facts)
{
    /// <summary>The address that it has; null where the container's is not foreseen.</summary>
    public IPAddress? Address => Facts.OfType<AddressFact>().FirstOrDefault()?.Address;

    /// <summary>The stack without its address, which another container has or will have; it goes before the next one comes.</summary>
    public ReadySandbox WithoutAddress()
    {
        foreach (AddressFact address in Facts.OfType<AddressFact>())
        {
            Kernel.Remove(address);
        }

        return this with { Facts = [.. Facts.Where(static fact => fact is not (AddressFact or RouteFact))] }; // its routes go with it
    }

    /// <summary>What is there as soon as the stack is that sandbox's.</summary>
    public Plan Of(string sandbox)
    {
        var plan = new Plan();
        plan.Add(new SandboxFact(sandbox));
        foreach (Fact fact in Facts)
        {
            plan.Add(fact switch
            {
                AddressFact address => address with { Sandbox = sandbox },
                RouteFact route => route with { Sandbox = sandbox },
                SysctlFact sysctl => sysctl with { Sandbox = sandbox },
                ResolverFact resolver => resolver with { Sandbox = sandbox },
                _ => throw new UnreachableException(),
            });
        }

        return plan;
    }
}
