using System.Formats.Tar;

namespace Linkspan.Containers.Files;

/// <summary>
/// Where code is compiled at run time (tests, development), assemblies are loaded at their first use, and within a container's root they
/// would be looked for there. One round of all that is done in such a root brings them in before. The published daemon is compiled ahead
/// and would not need it, but a build for ahead-of-time says that it is one while it still runs without; the round costs a millisecond.
/// </summary>
internal static class TreePriming
{
    private static readonly Lazy<bool> Round = new(Run);

    /// <summary>To be called before work begins in a container's root.</summary>
    public static void Ensure() => _ = Round.Value;

    private static bool Run()
    {
        string folder = Directory.CreateTempSubdirectory("linkspan-").FullName;
        try
        {
            using var archive = new MemoryStream();
            using (var writer = new TarWriter(archive, leaveOpen: true))
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "a/"));
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a/b") { DataStream = new MemoryStream([1]) });
                writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "a/c") { LinkName = "b" });
                writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "a/d") { LinkName = "a/b" });
            }

            archive.Position = 0;
            TreeReader.Read(archive, folder, keepKind: true, owner: null);
            archive.Position = 0;
            using (var writer = new TarWriter(archive, leaveOpen: true))
            {
                TreeWriter.Write(writer, folder, "x", crossMounts: false);
            }

            _ = File.ResolveLinkTarget(Path.Combine(folder, "a/c"), returnFinalTarget: false)?.FullName;
            File.Delete(Path.Combine(folder, "nosuch"));
            return true;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
