using System.Diagnostics;
using Linkspan.Fuzz.Targets;

namespace Linkspan.Fuzz;

/// <summary>Runs a target on its corpus and on mutations of it.</summary>
public static class Fuzzer
{
    /// <summary>All targets; a new one is added here.</summary>
    public static IReadOnlyList<FuzzTarget> Targets { get; } =
    [
        NetlinkMessages.Target,
        NetlinkErrors.Target,
        Links.Target,
        Addresses.Target,
        Routes.Target,
        Rules.Target,
        Neighbours.Target,
        FilterObjects.Target,
        FilterElements.Target,
        DhcpReplies.Target,
        UdpFrames.Target,
        IPv6Frames.Target,
        Dhcp6Replies.Target,
        RouterAdvertisements.Target,
        DnsMessages.Target,
        DnsQueries.Target,
        DnsReverseNames.Target,
        ResolverFiles.Target,
        HttpRequests.Target,
    ];

    /// <summary>Fuzzes for the given time.</summary>
    /// <returns>How many inputs were tried.</returns>
    /// <exception cref="FuzzFailedException">An input broke a property; the message holds it in hexadecimal digits.</exception>
    public static long Run(FuzzTarget target, TimeSpan duration, int seed)
    {
        using IDisposable? world = target.Open?.Invoke();
        List<byte[]> corpus = ReadCorpus(target.Name);
        foreach (byte[] input in corpus)
        {
            Try(target, input, seed);
        }

        var mutator = new Mutator(seed);
        long tried = corpus.Count;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration; tried++)
        {
            Try(target, mutator.Mutate(corpus), seed);
        }

        return tried;
    }

    private static List<byte[]> ReadCorpus(string target)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus", target);
        List<byte[]> corpus = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        return corpus.Count > 0 ? corpus : throw new FuzzFailedException($"{folder} holds no corpus");
    }

    private static void Try(FuzzTarget target, byte[] input, int seed)
    {
        try
        {
            target.Run(input);
        }
        catch (InvalidDataException)
        {
            // What a parser says of bad input.
        }
#pragma warning disable CA1031 // Anything else is the failure looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new FuzzFailedException($"{target.Name}, seed {seed}: {e.Message}; input {Convert.ToHexString(input)}", e);
        }
    }
}
