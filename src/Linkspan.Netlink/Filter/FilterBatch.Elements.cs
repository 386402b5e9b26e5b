using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <content>
/// Elements. Those added to one set in a row share messages; a message is closed before its list reaches the 64 KiB that an attribute
/// holds, so that any number of elements fits one transaction.
/// </content>
public sealed partial class FilterBatch
{
    private const int ListLimit = 60 * 1024;

    private string _elementSet = "";
    private ushort _elementMessage;
    private int _elementLength;
    private int _elementList;

    /// <summary>Adds an element; one that exists is no error.</summary>
    /// <param name="set">Name of the set.</param>
    /// <param name="key">Key in wire form; see <see cref="KeyWriter"/>.</param>
    /// <param name="timeout">Time to live; zero for the set's own.</param>
    /// <param name="comment">Text that <c>nft list</c> shows; null for none.</param>
    public void AddElement(string set, ReadOnlySpan<byte> key, TimeSpan timeout = default, string? comment = null) =>
        Element(FilterMessage.NewElement, set, new ElementParts { Key = key, Timeout = timeout, Comment = comment });

    /// <summary>Adds an element to a map; EEXIST where the key leads to other data.</summary>
    public void AddElement(string map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, string? comment = null) =>
        Element(FilterMessage.NewElement, map, new ElementParts { Key = key, Data = data, Comment = comment });

    /// <summary>Adds an element to a verdict map; EEXIST where the key leads to another verdict.</summary>
    public void AddElement(string map, ReadOnlySpan<byte> key, Verdict verdict, string? comment = null) =>
        Element(FilterMessage.NewElement, map, new ElementParts { Key = key, Verdict = verdict, Comment = comment });

    /// <summary>Adds the range from <paramref name="first"/> to <paramref name="last"/>, both included, to an interval set of one field.</summary>
    /// <exception cref="ArgumentException">The bounds differ in length.</exception>
    public void AddRange(string set, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last) => Range(FilterMessage.NewElement, set, first, last);

    /// <summary>Adds a prefix of addresses to an interval set.</summary>
    public void AddPrefix(string set, System.Net.IPNetwork prefix) => Prefix(FilterMessage.NewElement, set, prefix);

    /// <summary>Adds an element of several fields, each a range from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void AddRanges(string set, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last) =>
        Element(FilterMessage.NewElement, set, new ElementParts { Key = first, KeyEnd = last });

    /// <summary>Deletes an element of several fields, each a range; ENOENT where there is none.</summary>
    public void DeleteRanges(string set, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last) =>
        Element(FilterMessage.DeleteElement, set, new ElementParts { Key = first, KeyEnd = last });

    /// <summary>Deletes an element; ENOENT where there is none.</summary>
    public void DeleteElement(string set, ReadOnlySpan<byte> key) =>
        Element(FilterMessage.DeleteElement, set, new ElementParts { Key = key });

    /// <summary>Deletes a range; ENOENT where there is none.</summary>
    public void DeleteRange(string set, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last) => Range(FilterMessage.DeleteElement, set, first, last);

    /// <summary>Deletes a prefix; ENOENT where there is none.</summary>
    public void DeletePrefix(string set, System.Net.IPNetwork prefix) => Prefix(FilterMessage.DeleteElement, set, prefix);

    /// <summary>Deletes an element where there is one. Needs Linux 6.3 (<c>NFT_MSG_DESTROYSETELEM</c>); EINVAL before.</summary>
    public void DestroyElement(string set, ReadOnlySpan<byte> key) =>
        Element(DestroyElementMessage, set, new ElementParts { Key = key });

    private const ushort DestroyElementMessage = 30; // Newer than the headers of the oldest distribution served.

    private void Prefix(ushort message, string set, System.Net.IPNetwork prefix)
    {
        Span<byte> first = stackalloc byte[16];
        prefix.BaseAddress.TryWriteBytes(first, out int length);
        Span<byte> last = stackalloc byte[length];
        first[..length].CopyTo(last);
        for (int bit = prefix.PrefixLength; bit < length * 8; bit++)
        {
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        Range(message, set, first[..length], last);
    }

    private void Range(ushort message, string set, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last)
    {
        if (first.Length != last.Length)
        {
            throw new ArgumentException($"bounds of {first.Length} and {last.Length} bytes", nameof(last));
        }

        Element(message, set, new ElementParts { Key = first });
        Span<byte> after = stackalloc byte[last.Length];
        last.CopyTo(after);
        int i = after.Length - 1;
        while (i >= 0 && ++after[i] == 0)
        {
            i--;
        }

        // A range up to the highest key is open at its end.
        if (i >= 0)
        {
            Element(message, set, new ElementParts { Key = after, Flags = ElementFlags.IntervalEnd });
        }
    }

    private void Element(ushort message, string set, in ElementParts parts)
    {
        if (_open != Open.Elements || message != _elementMessage || _elementLength > ListLimit || set != _elementSet)
        {
            OpenElements(message, set);
        }

        var writer = new NetlinkWriter(Messages.Writer(0).Buffer, _elementLength);
        parts.Write(ref writer);
        _elementLength = writer.Length;
    }

    private void OpenElements(ushort message, string set)
    {
        NetlinkWriter writer = Message(message, message == FilterMessage.NewElement ? NetlinkFlags.Create : NetlinkFlags.None, ElementsRoom);
        writer.Text(ElementListAttribute.Table, Table);
        writer.Text(ElementListAttribute.Set, set);
        _elementList = writer.Begin(ElementListAttribute.Elements);
        _elementLength = writer.Length;
        _elementMessage = message;
        _elementSet = set;
        _open = Open.Elements;
    }

    private void CloseElements()
    {
        var writer = new NetlinkWriter(Messages.Writer(0).Buffer, _elementLength);
        writer.End(_elementList);
        Messages.Commit(ref writer, 0);
    }
}
