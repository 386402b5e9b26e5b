using System.Globalization;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Spec;

/// <summary><c>user[:group]</c> against a container's own passwd(5) and group(5); numbers need no entry.</summary>
internal static class UserLookup
{
    /// <summary>Resolves a user.</summary>
    /// <param name="user">As in <see cref="ContainerConfig.User"/>; empty means root.</param>
    /// <param name="passwd">Text of /etc/passwd; empty where there is none.</param>
    /// <param name="group">Text of /etc/group; empty where there is none.</param>
    /// <param name="additional">Further groups, names or numbers.</param>
    /// <exception cref="LinkspanException">Invalid: a name without an entry, a number out of range.</exception>
    public static ProcessUser Resolve(string user, string passwd, string group, IReadOnlyList<string> additional)
    {
        string[] parts = user.Split(':', 2);
        string userPart = parts[0].Length == 0 ? "0" : parts[0];
        string groupPart = parts.Length > 1 ? parts[1] : "";
        bool numeric = TryNumber(userPart, out uint uid);
        uint gid = 0;
        string? name = null;
        foreach (string[] entry in Entries(passwd, 4))
        {
            if (TryNumber(entry[2], out uint entryUid) && TryNumber(entry[3], out uint entryGid)
                && (entry[0] == userPart || (numeric && entryUid == uid)))
            {
                (name, uid, gid) = (entry[0], entryUid, entryGid);
                break;
            }
        }

        if (name is null && !numeric)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"unable to find user {userPart}: no matching entries in passwd file");
        }

        List<uint> groups = [];
        if (groupPart.Length > 0)
        {
            gid = Group(groupPart, group);
        }
        else if (name is not null)
        {
            groups.AddRange(Entries(group, 4)
                .Where(entry => entry[3].Split(',').Contains(name, StringComparer.Ordinal))
                .Select(static entry => TryNumber(entry[2], out uint number) ? number : 0));
        }

        groups.AddRange(additional.Select(text => Group(text, group, "Unable")));
        // The primary group belongs to the list: a file that denies its group would otherwise be open by setgid games (CVE-2022-36109).
        return new ProcessUser(uid, gid, [.. groups.Prepend(gid).Distinct()]);
    }

    private static uint Group(string text, string group, string unable = "unable")
    {
        bool numeric = TryNumber(text, out uint number);
        foreach (string[] entry in Entries(group, 3))
        {
            if (TryNumber(entry[2], out uint gid) && (entry[0] == text || (numeric && gid == number)))
            {
                return gid;
            }
        }

        return numeric ? number : throw new LinkspanException(ErrorKind.Invalid, $"{unable} to find group {text}: no matching entries in group file");
    }

    private static IEnumerable<string[]> Entries(string file, int fields) =>
        file.Split('\n').Select(static line => line.Trim().Split(':')).Where(entry => entry.Length >= fields && !entry[0].StartsWith('#'));

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= int.MaxValue;
}
