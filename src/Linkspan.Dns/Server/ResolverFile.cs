using System.Net;

namespace Linkspan.Dns.Server;

/// <summary>The servers named in a resolv.conf(5). The file is looked at again at most once a second, and read when it was written.</summary>
internal sealed class ResolverFile(string path)
{
    private const int RecheckMs = 1000;

    private IReadOnlyList<IPAddress> _servers = [];
    private DateTime _writtenAt = DateTime.MinValue;
    private long _checkedAtMs = long.MinValue;

    /// <summary>The servers, in order; empty where there is no file.</summary>
    public IReadOnlyList<IPAddress> Servers(long nowMs)
    {
        if (_checkedAtMs != long.MinValue && nowMs - _checkedAtMs < RecheckMs)
        {
            return _servers;
        }

        _checkedAtMs = nowMs;
        try
        {
            DateTime writtenAt = File.GetLastWriteTimeUtc(path);
            if (writtenAt != _writtenAt)
            {
                _servers = Parse(File.ReadLines(path));
                _writtenAt = writtenAt;
            }
        }
        catch (IOException)
        {
            _servers = [];
            _writtenAt = DateTime.MinValue;
        }

        return _servers;
    }

    internal static IReadOnlyList<IPAddress> Parse(IEnumerable<string> lines)
    {
        var servers = new List<IPAddress>();
        foreach (string line in lines)
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && IPAddress.TryParse(address, out IPAddress? server))
            {
                servers.Add(server);
            }
        }

        return servers;
    }
}
