namespace Linkspan.Netlink.Wire;

/// <summary>Says in words what a refused request asked for. Runs on failure only, from the message's own bytes.</summary>
internal static class RequestText
{
    public static string Describe(NetlinkProtocol protocol, ReadOnlySpan<byte> request)
    {
        var message = new NetlinkMessage(request);
        try
        {
            return protocol switch
            {
                NetlinkProtocol.Route => Route.RouteText.Describe(message),
                NetlinkProtocol.Netfilter => Filter.FilterText.Describe(message),
                _ => $"{protocol} request {message.Type}",
            };
        }
        catch (InvalidDataException)
        {
            return $"{protocol} request {message.Type}";
        }
    }
}
