using Linkspan.Engine;

namespace Linkspan.Containers.Lifecycle;

/// <summary>Texts of users that go to the kernel: paths, names, arguments, values.</summary>
internal static class KernelTexts
{
    /// <summary>Refuses what the kernel would read to its first NUL only, or not at all.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static void Check(params IEnumerable<string> texts)
    {
        if (texts.FirstOrDefault(static text => text.Contains('\0', StringComparison.Ordinal)) is { } cut)
        {
            throw new LinkspanException(
                ErrorKind.Invalid,
                $"\"{cut.Replace("\0", "\\0", StringComparison.Ordinal)}\" contains a NUL character, at which the kernel ends every path, name and argument; leave it out");
        }
    }
}
