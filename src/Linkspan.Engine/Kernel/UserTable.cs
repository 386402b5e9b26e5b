using Linkspan.Netlink.Filter;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// The administrator's own rules about containers' traffic, what DOCKER-USER was for: table <c>inet linkspan-user</c> with a chain at the
/// forward hook, before ours. It is made where it is absent and never touched after, whatever happens to our own table.
/// </summary>
internal static class UserTable
{
    /// <summary>Name of the table.</summary>
    public const string Name = "linkspan-user";

    /// <summary>Makes the table where there is none.</summary>
    public static void Ensure(FilterSocket socket)
    {
        if (socket.FindTable(FilterFamily.Inet, Name) is not null)
        {
            return;
        }

        var batch = new FilterBatch(FilterFamily.Inet, Name);
        batch.AddTable(UserData.Comment("yours: Linkspan makes it once and never changes it"));
        batch.AddChain("forward", new BaseChain(ChainType.Filter, FilterHook.Forward, ChainPriority.Filter - 10));
        socket.Commit(batch);
    }
}
