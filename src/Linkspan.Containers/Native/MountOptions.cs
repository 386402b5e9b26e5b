namespace Linkspan.Containers.Native;

/// <summary>Mount options as text (mount(8)) into flags and the file system's own part.</summary>
internal static class MountOptions
{
    private static readonly Dictionary<string, ulong> Flags = new(StringComparer.Ordinal)
    {
        ["ro"] = 1,
        ["nosuid"] = 2,
        ["nodev"] = 4,
        ["noexec"] = 8,
        ["sync"] = 16,
        ["noatime"] = 1024,
        ["nodiratime"] = 2048,
        ["bind"] = 4096,
        ["rbind"] = 4096 | 16384,
        ["relatime"] = 1 << 21,
        ["strictatime"] = 1 << 24,
        ["rw"] = 0,
        ["defaults"] = 0,
    };

    /// <summary>Splits options; <c>rw</c> and <c>defaults</c> say nothing.</summary>
    public static (ulong Flags, string Data) Parse(string options)
    {
        ulong flags = 0;
        List<string> rest = [];
        foreach (string option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Flags.TryGetValue(option, out ulong flag))
            {
                flags |= flag;
            }
            else
            {
                rest.Add(option);
            }
        }

        return (flags, string.Join(',', rest));
    }
}
