using Linkspan.Engine.Drivers;
using Linkspan.Engine.Model;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine;

/// <content>
/// A link of others may have the name of one that a network needs: it came while ours was deleted. The network is left out while it is there: the firewall
/// does not speak of that link, nobody is attached, what containers have of the network stays as it is, and start and repair leave the link alone
/// (<c>HostKernel.Taken</c>). It is named, once in the log and as an event, and in the doctor's report.
/// </content>
public sealed partial class NetworkEngine
{
    /// <summary>Looks whether others have the names that these networks need.</summary>
    /// <returns>True where a network is left out from now on, or no longer: all that is wanted in the kernel changes with it.</returns>
    private bool FollowTakenLinks(IReadOnlyCollection<Network> networks)
    {
        HashSet<string> taken = _kernel.Taken(networks.SelectMany(NetworkDriver.MadeLinks).ToHashSet(StringComparer.Ordinal));
        bool changed = false;
        foreach (Network before in networks)
        {
            Network after = before with { TakenLink = NetworkDriver.MadeLinks(before).FirstOrDefault(taken.Contains) };
            if (after.TakenLink == before.TakenLink)
            {
                continue;
            }

            changed = true;
            _state = _state.With(after);
            if (after.TakenLink is not null)
            {
                Log.LinkTaken(_log, EndpointBuilder.TakenWords(after), after.TakenLink);
                Raise("link-taken", after);
            }
            else
            {
                Log.LinkFree(_log, before.TakenLink!, after.Name);
                Raise("link-back", after);
            }
        }

        return changed;
    }
}
