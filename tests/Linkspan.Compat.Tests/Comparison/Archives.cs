using System.Formats.Tar;
using System.Text;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>Archives that rows send.</summary>
internal static class Archives
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A folder with a file and a link.</summary>
    public static byte[] Tree() => Of(
        new PaxTarEntry(TarEntryType.Directory, "box/") { Mode = (UnixFileMode)0b111_101_101 },
        File("box/file", "kept\n"),
        new PaxTarEntry(TarEntryType.SymbolicLink, "box/link") { LinkName = "file" });

    /// <summary>A file of the name that <see cref="Tree"/> gives a folder.</summary>
    public static byte[] FileForFolder() => Of(File("box", "x"));

    /// <summary>An image as <c>docker save</c> writes it, of no layers.</summary>
    public static byte[] NoImage() => Of(File("manifest.json", "[]"));

    private static PaxTarEntry File(string name, string text) => new(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(Encoding.ASCII.GetBytes(text)),
        Mode = (UnixFileMode)0b110_100_100,
        Uid = 1000,
        Gid = 1000,
    };

    private static byte[] Of(params PaxTarEntry[] entries)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive))
        {
            foreach (PaxTarEntry entry in entries)
            {
                entry.ModificationTime = Time;
                writer.WriteEntry(entry);
            }
        }

        return archive.ToArray();
    }
}
