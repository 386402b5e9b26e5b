using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>Stacks that are there before their sandbox.</content>
internal sealed partial class HostKernel
{
    /// <summary>Deletes pairs that no container took: ours at the end, at the start those of a process that was killed.</summary>
    private void EndAhead() => _route.TrySend(new DeleteLink { Group = LinkGroups.Ahead });

    /// <summary>Makes a stack that has no sandbox yet; beside a change, on a socket of its own.</summary>
    /// <param name="hostLink">Name of the end on the host of a pair that is to come with it; null for none.</param>
    /// <param name="place">Where the pair is expected to be wanted.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public SandboxKernel CreateAhead(string? hostLink, ReadyPlace place)
    {
        var kernel = SandboxKernel.Create();
        try
        {
            if (hostLink is not null)
            {
                kernel.AddPairAhead(_ahead, hostLink, place);
            }

            kernel.Number = NamespaceNumber.Assign(_ahead, kernel.Namespace);
            _watch?.Own(kernel.Port);
            return kernel;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>Ends a stack that no sandbox takes.</summary>
    public void Discard(SandboxKernel kernel)
    {
        _watch?.Disown(kernel.Port);
        kernel.Dispose();
    }

    /// <summary>Makes a stack for a sandbox that is to be made right away.</summary>
    /// <exception cref="LinkspanException">The kernel refused.</exception>
    public static SandboxKernel CreateNow()
    {
        try
        {
            return SandboxKernel.Create();
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("make a network namespace", e);
        }
    }

    /// <summary>Gives a stack to its sandbox: it is pinned where the sandbox will be looked for, and is its kernel from now on.</summary>
    /// <exception cref="LinkspanException">The kernel refused; removing the sandbox takes away what is there.</exception>
    public void Place(SandboxKernel kernel, string sandbox)
    {
        _sandboxes[sandbox] = kernel;
        FaultPoint.Pass("pin");
        try
        {
            kernel.Pin(NamespacePath(sandbox));
            Hear(sandbox, kernel);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("pin a network namespace", e);
        }
    }
}
