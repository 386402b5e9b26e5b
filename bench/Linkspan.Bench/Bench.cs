namespace Linkspan.Bench;

/// <summary>What every figure needs: the floor, the product, and the request from the command line.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private Bench(DirectoryInfo folder, BenchOptions options, string keeper)
    {
        _folder = folder;
        Options = options;
        KeeperPath = keeper;
        Floor = new KernelFloor(Directory.CreateDirectory(Product.RunFolder(folder.FullName)).FullName);
    }

    public BenchOptions Options { get; }

    public string KeeperPath { get; }

    public KernelFloor Floor { get; }

    public Product Product { get; private set; } = null!;

    /// <summary>A folder that goes with the bench.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Opens floor and product, and puts the endpoints there that are to be there before anything is measured.</summary>
    /// <param name="options">The request.</param>
    /// <param name="ready">Stacks that the product makes ahead, of each kind.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<Bench> OpenAsync(BenchOptions options, int ready, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("linkspan-bench-");
        try
        {
            var bench = new Bench(folder, options, Programs.Keeper);
            bench.Product = await Product.OpenAsync(folder.FullName, bench.KeeperPath, ready, cancellationToken);
            try
            {
                await bench.FillAsync(cancellationToken);
                return bench;
            }
            catch
            {
                await bench.DisposeAsync();
                throw;
            }
        }
        catch when (!folder.EnumerateFileSystemInfos().Any())
        {
            folder.Delete();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Progress.Say("taking everything away");
        await Product.DisposeAsync();
        Floor.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        const int portsOfBridge = 900; // a Linux bridge takes 1023
        for (int number = 0; number < Options.Endpoints; number++)
        {
            string network = $"fill{number / portsOfBridge}";
            if (number % portsOfBridge == 0)
            {
                Progress.Say($"filling the host with {Options.Endpoints} endpoints");
                await Product.CreateAsync(network, $"10.{100 + (number / portsOfBridge)}.0.0/16", cancellationToken);
            }

            await Product.Engine.OpenSandboxAsync(Product.Request(number, network, [10000 + number]), cancellationToken);
        }
    }
}
