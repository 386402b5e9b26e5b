using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>A transaction that someone carried out.</summary>
/// <param name="Generation">Number of the ruleset after it; 0 where changes were lost (ENOBUFS) and all must be looked at anew.</param>
/// <param name="ProcessId">Who: thread id of the process that sent it, 0 where it is not known.</param>
/// <param name="ProcessName">Its name, at most 15 bytes.</param>
public readonly record struct FilterChange(uint Generation, uint ProcessId, string ProcessName)
{
    /// <summary>Changes were lost.</summary>
    public bool Resynchronise => Generation == 0;

    /// <summary>Decodes NFT_MSG_NEWGEN.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static FilterChange Decode(NetlinkMessage message)
    {
        uint generation = 0;
        uint process = 0;
        string name = "";
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case GenerationAttribute.Id:
                    generation = reader.U32BigEndian();
                    break;
                case GenerationAttribute.ProcessId:
                    process = reader.U32BigEndian();
                    break;
                case GenerationAttribute.ProcessName:
                    name = reader.Text();
                    break;
            }
        }

        return new FilterChange(generation, process, name);
    }
}
