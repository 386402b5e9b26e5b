namespace Linkspan.Containers.Spec;

/// <summary>Paths below a root whose links may lead anywhere.</summary>
internal static class RootPath
{
    private const int MostLinks = 40;

    /// <summary>The path on the host of a path inside; links are followed as if the root were <c>/</c>, and cannot lead out.</summary>
    public static string Resolve(string root, string path)
    {
        var rest = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        List<string> done = [];
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part is "." or "..")
            {
                done.RemoveRange(Math.Max(0, done.Count - 1), part == ".." ? Math.Min(1, done.Count) : 0);
                continue;
            }

            string candidate = Path.Combine([root, .. done, part]);
            if (new FileInfo(candidate).LinkTarget is not { } target)
            {
                done.Add(part);
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"too many links in {path}");
            }

            if (target.StartsWith('/'))
            {
                done.Clear();
            }

            foreach (string step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                rest.Push(step);
            }
        }

        return Path.Combine([root, .. done]);
    }
}
