namespace Linkspan.Bench;

/// <summary>The Docker API beside Docker's own daemon, in turn: what a user of both would feel.</summary>
internal static class ApiFigures
{
    private const int Listed = 100;
    private const int AtOnce = 50;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        _ = options;
        Progress.Say("starting both daemons");
        using ApiDaemon docker = await ApiDaemon.StartDockerAsync(cancellationToken);
        using ApiDaemon linkspan = await ApiDaemon.StartLinkspanAsync(cancellationToken);
        Progress.Say("create, start and remove");
        Pairs lives = await Pairs.MeasureAsync(30, Budget, _ => Wait(docker.LiveAsync()), _ => linkspan.LiveAsync(), cancellationToken);
        Progress.Say("docker run --rm");
        Pairs runs = await Pairs.MeasureAsync(20, Budget, _ => docker.Run(), _ => Task.Run(linkspan.Run, cancellationToken), cancellationToken);
        Progress.Say($"{AtOnce} containers at once");
        string[] theirs = await CreateAsync(docker, AtOnce);
        string[] ours = await CreateAsync(linkspan, AtOnce);
        var crowd = new Pairs();
        crowd.Floor.Add(await Pairs.TimeAsync(_ => StartAsync(docker, theirs), 0));
        crowd.Product.Add(await Pairs.TimeAsync(_ => StartAsync(linkspan, ours), 0));
        var memory = new Pairs();
        memory.Floor.Add(docker.ResidentMiB());
        memory.Product.Add(linkspan.ResidentMiB());
        Progress.Say($"lists with {Listed} containers");
        await CreateAsync(docker, Listed - AtOnce);
        await CreateAsync(linkspan, Listed - AtOnce);
        Pairs containers = await ListAsync(docker, linkspan, "containers/json?all=1", cancellationToken);
        Pairs networks = await ListAsync(docker, linkspan, "networks", cancellationToken);
        Progress.Say("taking everything away");
        await RemoveAsync(docker);
        await RemoveAsync(linkspan);
        return
        [
            Figure.Of($"GET /containers/json, {Listed} containers", "ms", containers).AtMostOf("dockerd's"),
            Figure.Of($"GET /networks, {Listed} containers", "ms", networks).AtMostOf("dockerd's"),
            Figure.Of("create, start and remove a container", "ms", lives).AtMostOf("dockerd's"),
            Figure.Of("docker run --rm", "ms", runs).AtMostOf("dockerd's"),
            Figure.Of($"start {AtOnce} containers at once", "ms", crowd).AtMostOf("dockerd's"),
            Figure.Of($"memory of daemon and containerd, {AtOnce} containers", "MiB", memory).AtMostOf("dockerd's"),
        ];
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static Task<Pairs> ListAsync(ApiDaemon docker, ApiDaemon linkspan, string path, CancellationToken cancellationToken) => Pairs.MeasureAsync(
        200, Budget, _ => Wait(docker.AskAsync(HttpMethod.Get, path)), _ => linkspan.AskAsync(HttpMethod.Get, path), cancellationToken);

    private static async Task<string[]> CreateAsync(ApiDaemon daemon, int count)
    {
        List<string> made = [];
        for (int index = 0; index < count; index++)
        {
            made.Add(await daemon.CreateAsync());
        }

        return [.. made];
    }

    private static Task<string[]> StartAsync(ApiDaemon daemon, string[] containers) =>
        Task.WhenAll(containers.Select(id => daemon.AskAsync(HttpMethod.Post, $"containers/{id}/start")));

    /// <summary>Removes all of them, so that no process of theirs is left when the daemon's namespace goes.</summary>
    private static async Task RemoveAsync(ApiDaemon daemon)
    {
        using var list = System.Text.Json.JsonDocument.Parse(await daemon.AskAsync(HttpMethod.Get, "containers/json?all=1"));
        foreach (string id in list.RootElement.EnumerateArray().Select(static container => container.GetProperty("Id").GetString()!))
        {
            await daemon.AskAsync(HttpMethod.Delete, $"containers/{id}?force=1");
        }
    }
}
