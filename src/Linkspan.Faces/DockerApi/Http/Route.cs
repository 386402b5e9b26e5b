namespace Linkspan.Faces.DockerApi.Http;

/// <summary>One method and path of the API with what answers it. <c>{name}</c> takes one segment, <c>{name*}</c> one or more.</summary>
internal sealed class Route(string method, string pattern, Func<ApiCall, Task> answer)
{
    private readonly string[] _segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>HTTP method.</summary>
    public string Method { get; } = method;

    /// <summary>The path, with its placeholders.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>The handler.</summary>
    public Func<ApiCall, Task> Answer { get; } = answer;

    /// <summary>Holds a path against the pattern.</summary>
    /// <param name="path">Segments, decoded.</param>
    /// <param name="values">What the placeholders took.</param>
    public bool Matches(ReadOnlySpan<string> path, Dictionary<string, string> values)
    {
        values.Clear();
        int at = 0;
        for (int index = 0; index < _segments.Length; index++)
        {
            string segment = _segments[index];
            if (at >= path.Length)
            {
                return false;
            }

            if (segment.EndsWith("*}", StringComparison.Ordinal))
            {
                int taken = path.Length - at - (_segments.Length - index - 1);
                if (taken < 1)
                {
                    return false;
                }

                values[segment[1..^2]] = string.Join('/', path.Slice(at, taken));
                at += taken;
            }
            else if (segment[0] == '{')
            {
                values[segment[1..^1]] = path[at++];
            }
            else if (segment != path[at++])
            {
                return false;
            }
        }

        return at == path.Length;
    }
}
