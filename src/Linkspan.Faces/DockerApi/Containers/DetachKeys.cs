using Linkspan.Engine;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>The keys that leave a terminal without ending what runs in it, by default ctrl-p ctrl-q.</summary>
internal sealed class DetachKeys
{
    private readonly byte[] _keys;
    private int _matched;

    private DetachKeys(byte[] keys) => _keys = keys;

    /// <summary>Reads <c>ctrl-p,ctrl-q</c>: letters, or ctrl- with a letter or one of <c>@ [ \ ] ^ _</c>; empty means the default.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static DetachKeys Of(string text) => text.Length == 0
        ? new DetachKeys([16, 17])
        : new DetachKeys([.. text.Split(',').Select(Key)]);

    /// <summary>The sequence.</summary>
    public byte[] Keys => [.. _keys];

    /// <summary>Takes input in.</summary>
    /// <param name="input">What the client typed.</param>
    /// <param name="output">What goes on to the process; keys of an unfinished sequence are held back.</param>
    /// <returns>True when the sequence is complete; what follows it is dropped.</returns>
    public bool Take(ReadOnlySpan<byte> input, List<byte> output)
    {
        foreach (byte key in input)
        {
            if (key == _keys[_matched])
            {
                if (++_matched == _keys.Length)
                {
                    return true;
                }

                continue;
            }

            output.AddRange(_keys.AsSpan(0, _matched));
            _matched = key == _keys[0] ? 1 : 0;
            if (_matched == 0)
            {
                output.Add(key);
            }
            else if (_keys.Length == 1)
            {
                return true;
            }
        }

        return false;
    }

    private static byte Key(string text)
    {
        if (text is [>= '!' and <= '~'])
        {
            return (byte)text[0];
        }

        return text.Length == 6 && text.StartsWith("ctrl-", StringComparison.Ordinal) && text[5] is (>= 'a' and <= 'z') or '@' or '[' or '\\' or ']' or '^' or '_'
            ? (byte)(text[5] & 0x1f)
            : throw new LinkspanException(ErrorKind.Invalid, $"Invalid detach keys ({text}): write letters or ctrl-x, separated by commas");
    }
}
