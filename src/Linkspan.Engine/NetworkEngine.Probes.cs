using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <content>
/// Addresses on a physical segment may be anybody's: each is asked for before it is used. The segment takes its time to answer, and
/// other changes must not wait for it, so that the gate is given up meanwhile and the state looked at again afterwards.
/// </content>
public sealed partial class NetworkEngine
{
    private const int Attempts = 8;

    private readonly List<(Sandbox Sandbox, Endpoint Endpoint)> _probed = []; // they hold their networks already, though no state has them yet

    /// <summary>Leases addresses that nobody on the segment has: where an automatic one is taken, the next is tried.</summary>
    /// <exception cref="LinkspanException">Conflict: a machine of the segment has the address asked for, or everything changed meanwhile.</exception>
    private async Task<Endpoint> LeaseUnusedAsync(Sandbox? before, Sandbox sandbox, EndpointRequest request)
    {
        List<Endpoint> refused = [];
        int collisions = 0;
        try
        {
            while (true)
            {
                Endpoint endpoint = Lease(sandbox, request);
                Network network = _state.Networks[endpoint.NetworkId];
                if (network.UsesDhcp || network.UsesSegment6)
                {
                    endpoint = await ObtainAsync(before, sandbox, endpoint, collisions);
                }

                if (network.Physical is not { ProbesAddresses: true } settings)
                {
                    return endpoint;
                }

                (IPAddress Address, string Mac)? owner;
                try
                {
                    owner = await FindOwnerAsync(settings.SegmentLink, sandbox, endpoint);
                    CheckUnchanged(before, sandbox);
                }
                catch
                {
                    await GiveBackAsync(endpoint);
                    throw;
                }

                if (owner is null)
                {
                    return endpoint;
                }

                if (endpoint.Leases.FirstOrDefault(lease => lease.Address.Equals(owner.Value.Address)) is { } lease)
                {
                    AddressFamily family = lease.Address.AddressFamily;
                    bool ipv6 = family == AddressFamily.InterNetworkV6;
                    collisions += ipv6 ? 1 : 0;
                    _leases.ForgetLent(network.Id, sandbox.Request.Name, family);

                    // The server gives it to nobody for a while.
                    await TellAsync(() => Keeper.DeclineLeaseAsync(ipv6 ? KeeperLeaseRequest.Id6(endpoint.Id) : endpoint.Id, CancellationToken.None));
                }

                if (network.IpamDriver == "dhcp")
                {
                    await TellAsync(() => Keeper.ReleaseLeaseAsync(endpoint.Id, CancellationToken.None)); // what was not declined
                }

                refused.Add(endpoint); // kept until another one is found, so that the next attempt gets another
                Log.AddressTaken(_log, owner.Value.Address.ToString(), owner.Value.Mac, settings.SegmentLink);
                if (owner.Value.Address.Equals(request.IPv4) || owner.Value.Address.Equals(request.IPv6) || refused.Count == Attempts)
                {
                    throw new LinkspanException(
                        ErrorKind.Conflict,
                        $"address {owner.Value.Address} is in use on the segment of {settings.SegmentLink} by the machine with MAC address {owner.Value.Mac}; " +
                        "choose another, set used ones aside with --aux-address, or give the network a free part with --ip-range");
                }
            }
        }
        finally
        {
            refused.ForEach(_leases.Release);
        }
    }

    /// <summary>Asks for all addresses of an endpoint at once, while other changes go on.</summary>
    private async Task<(IPAddress Address, string Mac)?> FindOwnerAsync(string parent, Sandbox sandbox, Endpoint endpoint)
    {
        IPAddress[] addresses = [.. new[] { endpoint.IPv4, endpoint.IPv6 }.OfType<IPAddress>()];
        string?[] owners = await OutsideGateAsync(
            sandbox, [.. sandbox.Endpoints, endpoint], () => Task.WhenAll(addresses.Select(address => Task.Run(() => HostKernel.FindOwner(parent, address, endpoint.Mac)))));
        int taken = Array.FindIndex(owners, static owner => owner is not null);
        return taken < 0 ? null : (addresses[taken], owners[taken]!);
    }

    /// <summary>Does within a change what takes time, while other changes go on; the networks of the endpoints stay meanwhile.</summary>
    private async Task<T> OutsideGateAsync<T>(Sandbox sandbox, IEnumerable<Endpoint> endpoints, Func<Task<T>> work)
    {
        _probed.AddRange(endpoints.Select(endpoint => (sandbox, endpoint)));
        _gate.Release();
        try
        {
            return await work();
        }
        finally
        {
            await _gate.WaitAsync(CancellationToken.None); // the change goes on as the only one
            _probed.RemoveAll(member => ReferenceEquals(member.Sandbox, sandbox));
        }
    }

    /// <summary>What was decided before the gate was given up must still hold; the networks do, since <see cref="_probed"/> keeps them.</summary>
    private void CheckUnchanged(Sandbox? before, Sandbox sandbox)
    {
        if (FindSandbox(sandbox.Id) != before)
        {
            throw new LinkspanException(
                ErrorKind.Conflict, $"networks of {sandbox.Request.Name} were changed while its addresses were tried on the segment; repeat the request");
        }
    }
}
