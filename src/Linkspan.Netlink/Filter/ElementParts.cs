using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>What an element consists of, on its way into a message.</summary>
internal ref struct ElementParts
{
    public ReadOnlySpan<byte> Key { get; init; }

    public ReadOnlySpan<byte> KeyEnd { get; init; }

    public ReadOnlySpan<byte> Data { get; init; }

    public Verdict? Verdict { get; init; }

    public ElementFlags Flags { get; init; }

    public TimeSpan Timeout { get; init; }

    public string? Comment { get; init; }

    public readonly void Write(ref NetlinkWriter writer)
    {
        int element = writer.Begin(ListAttribute.Element);
        writer.Data(ElementAttribute.Key, Key);
        if (!KeyEnd.IsEmpty)
        {
            writer.Data(ElementAttribute.KeyEnd, KeyEnd);
        }

        if (!Data.IsEmpty)
        {
            writer.Data(ElementAttribute.Data, Data);
        }
        else if (Verdict is { } verdict)
        {
            writer.Verdict(ElementAttribute.Data, verdict);
        }

        if (Flags != default)
        {
            writer.U32BigEndian(ElementAttribute.Flags, (uint)Flags);
        }

        if (Timeout > TimeSpan.Zero)
        {
            writer.U64BigEndian(ElementAttribute.Timeout, (ulong)Timeout.TotalMilliseconds);
        }

        if (Comment is not null)
        {
            Span<byte> tlv = stackalloc byte[UserData.MaxLength];
            writer.Bytes(ElementAttribute.UserData, tlv[..UserData.WriteComment(tlv, Comment)]);
        }

        writer.End(element);
    }
}
