using System.Formats.Tar;
using Linkspan.Containers.Native;

namespace Linkspan.Containers.Files;

/// <summary>
/// Writes a part of the calling thread's file system as a tar archive. Entries are made by hand: the framework's own way looks user names
/// up, and within a foreign root that would load libraries of the container into the daemon (CVE-2019-14271).
/// </summary>
internal static class TreeWriter
{
    /// <summary>Writes a file or a folder with all that is in it.</summary>
    /// <param name="archive">Where to.</param>
    /// <param name="path">Its path.</param>
    /// <param name="name">Its name in the archive; a folder's entries lie below it. Empty leaves the folder itself out.</param>
    /// <param name="crossMounts">Whether what is mounted below belongs to it.</param>
    public static void Write(TarWriter archive, string path, string name, bool crossMounts)
    {
        if (Libc.Stat(path) is { } facts)
        {
            Write(archive, path, name, facts, crossMounts ? null : facts);
        }
    }

    private static void Write(TarWriter archive, string path, string name, FileFacts facts, FileFacts? origin)
    {
        if (origin is { } first && facts.Device != first.Device && facts.IsFolder)
        {
            WriteEntry(archive, path, name, facts);
            return;
        }

        if (name.Length > 0)
        {
            WriteEntry(archive, path, name, facts);
        }

        if (!facts.IsFolder)
        {
            return;
        }

        string[] children = Directory.GetFileSystemEntries(path);
        Array.Sort(children, StringComparer.Ordinal);
        foreach (string child in children)
        {
            // What is gone meanwhile is gone.
            if (Libc.Stat(child) is { } inner)
            {
                Write(archive, child, name.Length == 0 ? Path.GetFileName(child) : $"{name.TrimEnd('/')}/{Path.GetFileName(child)}", inner, origin);
            }
        }
    }

    private static void WriteEntry(TarWriter archive, string path, string name, FileFacts facts)
    {
        TarEntryType? type = (facts.Mode & 0xf000) switch
        {
            0x8000 => TarEntryType.RegularFile,
            0x4000 => TarEntryType.Directory,
            0xa000 => TarEntryType.SymbolicLink,
            0x2000 => TarEntryType.CharacterDevice,
            0x6000 => TarEntryType.BlockDevice,
            0x1000 => TarEntryType.Fifo,
            _ => null, // a socket means nothing elsewhere
        };
        if (type is not { } kind)
        {
            return;
        }

        var entry = new PaxTarEntry(kind, kind == TarEntryType.Directory ? name.TrimEnd('/') + "/" : name)
        {
            Mode = (UnixFileMode)(facts.Mode & 0xfff),
            Uid = (int)facts.User,
            Gid = (int)facts.Group,
            ModificationTime = facts.ModifiedAt,
        };
        if (kind == TarEntryType.SymbolicLink)
        {
            entry.LinkName = new FileInfo(path).LinkTarget ?? "";
        }

        if (kind is TarEntryType.CharacterDevice or TarEntryType.BlockDevice)
        {
            entry.DeviceMajor = (int)facts.Major;
            entry.DeviceMinor = (int)facts.Minor;
        }

        if (kind != TarEntryType.RegularFile)
        {
            archive.WriteEntry(entry);
            return;
        }

        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        entry.DataStream = content;
        archive.WriteEntry(entry);
    }
}
