using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>Stacks that are there before their sandbox.</content>
internal sealed partial class HostKernel
{
    private ReadySandbox? _ready; // for the sandbox that is being made

    /// <summary>Makes the kernel follow a difference that makes a sandbox.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="ready">The stack that it takes, if it is the caller's; null to make or open one.</param>
    /// <exception cref="LinkspanException">The kernel refused something; what was done before stays, for the caller to take back.</exception>
    public void Apply(Difference difference, ReadySandbox? ready)
    {
        _ready = ready;
        try
        {
            Apply(difference);
        }
        finally
        {
            _ready = null;
        }
    }

    /// <summary>Deletes pairs that no container took: ours at the end, at the start those of a process that was killed.</summary>
    private void EndAhead() => _route.TrySend(new DeleteLink { Group = LinkGroups.Ahead });

    /// <summary>Makes a stack that has no sandbox yet; beside a change, on a socket of its own.</summary>
    /// <param name="hostLink">Name of the end on the host of a pair that is to come with it; null for none.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public SandboxKernel CreateAhead(string? hostLink)
    {
        SandboxKernel kernel = SandboxKernel.CreateAhead(_ahead, hostLink);
        _watch?.Own(kernel.Port);
        return kernel;
    }

    /// <summary>Makes a stack for a sandbox that is to be made right away.</summary>
    /// <exception cref="LinkspanException">The kernel refused.</exception>
    public SandboxKernel CreateNow()
    {
        try
        {
            return SandboxKernel.CreateAhead(_route, hostLink: null);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("make a network namespace", e);
        }
    }

    /// <summary>Pins a stack where its sandbox will be looked for.</summary>
    /// <exception cref="LinkspanException">The kernel refused.</exception>
    public void Pin(SandboxKernel kernel, string sandbox)
    {
        try
        {
            kernel.Pin(NamespacePath(sandbox));
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("pin a network namespace", e);
        }
    }

    private SandboxKernel OpenNew(string path)
    {
        if (_ready is not { } ready)
        {
            return SandboxKernel.Create(path);
        }

        _ready = null;
        return ready.Kernel;
    }
}
