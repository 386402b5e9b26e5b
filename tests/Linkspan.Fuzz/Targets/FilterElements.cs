using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>Elements; what was read is written and read again.</summary>
internal static class FilterElements
{
    public static FuzzTarget Target { get; } = new("nft-element", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            List<SetElement> elements = [];
            SetElement.Decode(reader.Current, elements);
            foreach (SetElement element in elements)
            {
                Check(element);
            }
        }
    }

    private static void Check(SetElement element)
    {
        var writer = new NetlinkWriter(new byte[65536]);
        writer.Begin(FilterSubsystem.Type(FilterMessage.NewElement), NetlinkFlags.None);
        writer.Append(default(FilterHeader));
        int list = writer.Begin(ElementListAttribute.Elements);
        element.ToParts().Write(ref writer);
        writer.End(list);
        var again = new NetlinkReader(writer.Written);
        again.Next();
        List<SetElement> copies = [];
        SetElement.Decode(again.Current, copies);
        SetElement copy = copies[0];
        bool same = copy.Key.AsSpan().SequenceEqual(element.Key) && copy.KeyEnd.AsSpan().SequenceEqual(element.KeyEnd)
            && copy.Data.AsSpan().SequenceEqual(element.Data) && copy.Flags == element.Flags
            && (element.Data.Length > 0 || copy.Verdict == element.Verdict) && copy.Comment == element.Comment;
        if (!same)
        {
            throw new FuzzFailedException("an element differs after it was written and read");
        }
    }
}
