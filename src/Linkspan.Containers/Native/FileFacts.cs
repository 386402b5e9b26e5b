namespace Linkspan.Containers.Native;

/// <summary>What statx(2) tells of a file.</summary>
/// <param name="Mode"><c>st_mode</c>: type and permissions.</param>
/// <param name="User">Owner.</param>
/// <param name="Group">Group.</param>
/// <param name="Major">Major number of a device.</param>
/// <param name="Minor">Minor number of a device.</param>
internal readonly record struct FileFacts(ushort Mode, uint User, uint Group, uint Major, uint Minor)
{
    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Last change of the content.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The device that the file lies on, both numbers in one.</summary>
    public ulong Device { get; init; }

    /// <summary><c>S_ISCHR</c>.</summary>
    public bool IsCharacterDevice => (Mode & 0xf000) == 0x2000;

    /// <summary><c>S_ISBLK</c>.</summary>
    public bool IsBlockDevice => (Mode & 0xf000) == 0x6000;

    /// <summary><c>S_ISDIR</c>.</summary>
    public bool IsFolder => (Mode & 0xf000) == 0x4000;

    /// <summary><c>S_ISLNK</c>.</summary>
    public bool IsLink => (Mode & 0xf000) == 0xa000;

    /// <summary>An overlay file system's mark of a deleted entry: a character device 0:0.</summary>
    public bool IsWhiteout => IsCharacterDevice && Major == 0 && Minor == 0;
}
