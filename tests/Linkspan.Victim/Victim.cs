using System.Globalization;
using System.Security.Cryptography;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Linkspan.System.Tests;

/// <summary>
/// What a daemon does to its network while it is killed: containers c0 to cN are to be on network n1, and each process goes on where the one
/// before it ended. Some leave and come again, so that both ways are cut off. A line is printed after each change.
/// </summary>
internal static class Victim
{
    private const int AtOnce = 8;

    /// <summary>Arguments: data root, exec root, path of the keeper, number of containers, number of rounds in which each leaves and comes again.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new EngineOptions { DataRoot = arguments[0], ExecRoot = arguments[1], KeeperPath = arguments[2] };
        int count = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        int rounds = int.Parse(arguments[4], CultureInfo.InvariantCulture);
        await using NetworkEngine engine = await NetworkEngine.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        Console.WriteLine("started");
        var limit = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(AtOnce, count) };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), limit, async (number, _) =>
        {
            string name = $"c{number}";
            for (int round = 0; round < rounds; round++)
            {
                await CloseAsync(engine, name);
                await OpenAsync(engine, name);
            }

            if (Find(engine, name) is null)
            {
                await OpenAsync(engine, name);
            }
            else if (number % 5 == 0)
            {
                await CloseAsync(engine, name); // there since an earlier life
                await OpenAsync(engine, name);
            }
        });
        return 0;
    }

    private static Sandbox? Find(NetworkEngine engine, string name) => engine.Sandboxes.FirstOrDefault(sandbox => sandbox.Request.Name == name);

    private static async Task OpenAsync(NetworkEngine engine, string name)
    {
        var request = new SandboxRequest
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            Name = name,
            Hostname = name,
            Endpoints = [new EndpointRequest { Network = "n1" }],
        };
        await engine.OpenSandboxAsync(request, CancellationToken.None);
        Console.WriteLine($"open {name}");
    }

    private static async Task CloseAsync(NetworkEngine engine, string name)
    {
        if (Find(engine, name) is { } sandbox)
        {
            await engine.CloseSandboxAsync(sandbox.Id, CancellationToken.None);
            Console.WriteLine($"closed {name}");
        }
    }
}
