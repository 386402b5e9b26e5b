using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Engine.Kernel;

/// <summary>A network stack that is being made while its sandbox's addresses, ports and intent are seen to.</summary>
internal sealed class SandboxBirth : IDisposable
{
    private readonly NamespaceBirth<(NamespacePin Pin, NamespaceSockets Sockets)> _birth =
        NetworkNamespace.BeginCreate(static () => (NamespacePin.Prepare(), NamespaceSockets.OpenFirst()));

    private bool _finished;

    /// <summary>Waits until it is there: its loopback is up, and it ends with this process unless it is pinned.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public SandboxKernel Finish()
    {
        _finished = true;
        (NetworkNamespace made, (NamespacePin pin, NamespaceSockets sockets)) = _birth.Finish();
        return new SandboxKernel(made, sockets, pin);
    }

    /// <summary>Ends what nobody took.</summary>
    public void Dispose()
    {
        if (_finished)
        {
            return;
        }

        try
        {
            Finish().Dispose();
        }
        catch (NetlinkException)
        {
            // It never was.
        }
    }
}
