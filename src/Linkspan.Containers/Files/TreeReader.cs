using System.Formats.Tar;
using Linkspan.Containers.Native;
using Linkspan.Engine;

namespace Linkspan.Containers.Files;

/// <summary>Unpacks a tar archive into a folder of the calling thread's file system, as <c>docker cp</c> into a container wants it.</summary>
internal static class TreeReader
{
    /// <summary>Unpacks.</summary>
    /// <param name="archive">The archive; it is not sought in.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="keepKind">A folder is not replaced by something else, nor the reverse.</param>
    /// <param name="owner">Owner of everything instead of the archive's; null keeps that.</param>
    /// <exception cref="LinkspanException">Invalid: no archive, a name that leads out of the folder, or a kind that must stay.</exception>
    public static void Read(Stream archive, string folder, bool keepKind, (uint User, uint Group)? owner)
    {
        using var reader = new TarReader(archive, leaveOpen: true);
        List<(string Path, DateTimeOffset Time)> folders = [];
        while (Next(reader) is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            string path = Target(folder, entry.Name);
            Unpack(entry, path, folder, keepKind);
            if (entry.EntryType != TarEntryType.HardLink)
            {
                Libc.ChangeOwner(path, owner?.User ?? (uint)entry.Uid, owner?.Group ?? (uint)entry.Gid);
                if (entry.EntryType != TarEntryType.SymbolicLink)
                {
                    Libc.ChangeMode(path, (uint)entry.Mode);
                }
            }

            if (entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList)
            {
                folders.Add((path, entry.ModificationTime)); // what is unpacked into it would change it again
            }
            else if (entry.EntryType != TarEntryType.HardLink)
            {
                Libc.ChangeTime(path, entry.ModificationTime);
            }
        }

        foreach ((string path, DateTimeOffset time) in folders)
        {
            Libc.ChangeTime(path, time);
        }
    }

    private static LinkspanException Invalid(string text, Exception? cause = null) => new(ErrorKind.Invalid, text, cause);

    private static TarEntry? Next(TarReader reader)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Invalid("unexpected EOF or damage: the body is no tar archive, or not the whole of one", e);
        }
    }

    /// <summary>The path of an entry; one that leads out of the folder is refused, though it could not lead out of the container.</summary>
    private static string Target(string folder, string name)
    {
        string path = Path.GetFullPath(Path.Join(folder, name));
        string prefix = folder == "/" ? "/" : folder + "/";
        return path == folder || path.StartsWith(prefix, StringComparison.Ordinal)
            ? path
            : throw Invalid($"the archive's entry \"{name}\" leads out of {folder}");
    }

    private static void Unpack(TarEntry entry, string path, string folder, bool keepKind)
    {
        bool isFolder = entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList;
        if (Libc.Stat(path) is { } old)
        {
            if (keepKind && old.IsFolder != isFolder)
            {
                throw Invalid(old.IsFolder
                    ? $"cannot overwrite directory \"{path}\" with non-directory \"{folder}\""
                    : $"cannot overwrite non-directory \"{path}\" with directory \"{folder}\"");
            }

            if (!(old.IsFolder && isFolder))
            {
                Remove(path, old.IsFolder);
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                Directory.CreateDirectory(path);
                break;
            case TarEntryType.SymbolicLink:
                File.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                Libc.MakeHardLink(Target(folder, entry.LinkName), path);
                break;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo:
                MakeNode(entry, path);
                break;
            default:
                using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                {
                    entry.DataStream?.CopyTo(file);
                }

                break;
        }
    }

    private static void MakeNode(TarEntry entry, string path)
    {
        var posix = entry as PosixTarEntry;
        uint kind = entry.EntryType switch
        {
            TarEntryType.CharacterDevice => 0x2000,
            TarEntryType.BlockDevice => 0x6000,
            _ => 0x1000,
        };
        Libc.MakeNode(path, kind | 0x180, (uint)(kind == 0x1000 ? 0 : posix?.DeviceMajor ?? 0), (uint)(kind == 0x1000 ? 0 : posix?.DeviceMinor ?? 0));
    }

    private static void Remove(string path, bool isFolder)
    {
        if (isFolder)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
