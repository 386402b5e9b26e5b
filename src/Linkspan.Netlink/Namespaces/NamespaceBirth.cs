namespace Linkspan.Netlink.Namespaces;

/// <summary>A namespace that is being made beside what its caller does meanwhile: half a millisecond of the kernel's.</summary>
/// <typeparam name="T">What was done inside gives.</typeparam>
public sealed class NamespaceBirth<T>
{
    private readonly NamespaceVisit _visit;
    private readonly Func<(NetworkNamespace Made, T Result)> _result;

    internal NamespaceBirth(NamespaceVisit visit, Func<(NetworkNamespace Made, T Result)> result)
    {
        _visit = visit;
        _result = result;
    }

    /// <summary>Waits until it is there.</summary>
    /// <returns>The namespace, which is the caller's now, and what the work in it gave.</returns>
    /// <exception cref="NetlinkException">Privilege is missing (CAP_SYS_ADMIN), or <c>user.max_net_namespaces</c> is reached.</exception>
    public (NetworkNamespace Made, T Result) Finish()
    {
        _visit.Wait();
        return _result();
    }
}
