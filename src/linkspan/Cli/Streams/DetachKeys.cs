namespace Linkspan.Cli.Streams;

/// <summary>Recognises the keys that leave a container without ending it; Ctrl-P Ctrl-Q unless said otherwise.</summary>
internal sealed class DetachKeys
{
    private readonly byte[] _keys;
    private int _matched;

    /// <summary>Reads <c>--detach-keys</c>: letters and <c>ctrl-X</c>, separated by commas.</summary>
    /// <exception cref="CliException">A key is not known.</exception>
    public DetachKeys(string? text) => _keys = string.IsNullOrEmpty(text) ? [16, 17] : Array.ConvertAll(text.Split(','), Key);

    /// <summary>
    /// Takes input on its way; what may be the begin of the keys is held back until that is decided, then given along.
    /// </summary>
    /// <param name="input">Bytes typed.</param>
    /// <param name="pass">Bytes for the container.</param>
    /// <returns>Whether the keys were pressed.</returns>
    public bool Filter(ReadOnlySpan<byte> input, List<byte> pass)
    {
        foreach (byte typed in input)
        {
            if (typed == _keys[_matched])
            {
                _matched++;
                if (_matched == _keys.Length)
                {
                    _matched = 0;
                    return true;
                }

                continue;
            }

            pass.AddRange(_keys.AsSpan(0, _matched));
            _matched = 0;
            if (typed == _keys[0])
            {
                _matched = 1;
            }
            else
            {
                pass.Add(typed);
            }
        }

        return false;
    }

    private static byte Key(string name)
    {
        string lower = name.ToLowerInvariant();
        if (lower.StartsWith("ctrl-", StringComparison.Ordinal) && lower.Length == 6)
        {
            return lower[5] switch
            {
                >= 'a' and <= 'z' => (byte)(lower[5] - 'a' + 1),
                '@' => 0,
                '[' => 27,
                '\\' => 28,
                ']' => 29,
                '^' => 30,
                '_' => 31,
                _ => throw new CliException($"detach key {name} is not known"),
            };
        }

        return name.Length == 1 && char.IsAscii(name[0]) ? (byte)name[0] : throw new CliException($"detach key {name} is neither a letter nor ctrl-X");
    }
}
