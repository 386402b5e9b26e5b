using System.Runtime.InteropServices;
using System.Text;

namespace Linkspan.Containers.Native;

/// <summary>A null-ended vector of C strings, as execve(2) takes it.</summary>
internal sealed unsafe class TextVector : IDisposable
{
    private readonly int _count;

    /// <summary>Copies the texts to unmanaged memory.</summary>
    public TextVector(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(texts[i]);
            byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(copy, bytes.Length));
            copy[bytes.Length] = 0;
            Pointer[i] = copy;
        }
    }

    /// <summary>The vector.</summary>
    public byte** Pointer { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            NativeMemory.Free(Pointer[i]);
        }

        NativeMemory.Free(Pointer);
    }
}
