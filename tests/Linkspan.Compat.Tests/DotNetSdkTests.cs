using System.Formats.Tar;
using System.Globalization;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Linkspan.Compat.Tests;

/// <summary>Everyday calls of Docker.DotNet: its object model parses every answer.</summary>
public sealed class DotNetSdkTests(DaemonFixture daemon) : IDisposable
{
    private readonly DockerClient _client = new DockerClientConfiguration(new Uri($"unix://{daemon.Socket}")).CreateClient();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        daemon.Clean();
    }

    [Fact]
    public async Task A_container_is_made_watched_and_removed()
    {
        CreateContainerResponse created = await _client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Name = "box",
                Image = "my_image",
                Cmd = ["sh", "-c", "echo out; echo err >&2; exec sleep 1000"],
                Env = ["K=v"],
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "y" },
                ExposedPorts = new Dictionary<string, EmptyStruct>(StringComparer.Ordinal) { ["80/tcp"] = default },
                HostConfig = new HostConfig
                {
                    Memory = 64 << 20,
                    PortBindings = new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal) { ["80/tcp"] = [new PortBinding { HostPort = "" }] },
                    RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },
                },
            },
            Ended);
        Assert.Empty(created.Warnings);
        Assert.True(await _client.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), Ended));
        Assert.False(await _client.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), Ended)); // 304

        ContainerInspectResponse inspected = await _client.Containers.InspectContainerAsync("box", Ended);
        Assert.True(inspected.State.Running);
        Assert.Equal(64 << 20, inspected.HostConfig.Memory);
        Assert.Contains("K=v", inspected.Config.Env);
        Assert.NotEmpty(inspected.NetworkSettings.Networks["bridge"].IPAddress);
        Assert.NotEmpty(inspected.NetworkSettings.Ports["80/tcp"][0].HostPort);
        ContainerListResponse listed = Assert.Single(await _client.Containers.ListContainersAsync(
            new ContainersListParameters { Filters = Filter("label", "x=y"), Size = true }, Ended));
        Assert.Equal((created.ID, "/box", "running"), (listed.ID, listed.Names[0], listed.State));
        Assert.Equal(80, listed.Ports[0].PrivatePort);

        Assert.Equal(("out\n", "err\n"), await LogsAsync("box"));
        ContainerProcessesResponse processes = await _client.Containers.ListProcessesAsync("box", new ContainerListProcessesParameters(), Ended);
        Assert.Contains(processes.Processes, static row => row.Any(static cell => cell.Contains("sleep", StringComparison.Ordinal)));
        await _client.Containers.UpdateContainerAsync("box", new ContainerUpdateParameters { CPUShares = 256 }, Ended);
        await _client.Containers.PauseContainerAsync("box", Ended);
        await _client.Containers.UnpauseContainerAsync("box", Ended);
        await _client.Containers.RenameContainerAsync("box", new ContainerRenameParameters { NewName = "crate" }, Ended);
        await _client.Containers.KillContainerAsync("crate", new ContainerKillParameters(), Ended);
        Assert.Equal(137, (await _client.Containers.WaitContainerAsync("crate", Ended)).StatusCode);
        await _client.Containers.RemoveContainerAsync("crate", new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, Ended);
        DockerContainerNotFoundException missing = await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => _client.Containers.InspectContainerAsync("crate", Ended));
        Assert.Contains("No such container: crate", missing.ResponseBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_and_output_go_through_attach_and_exec()
    {
        CreateContainerResponse created = await _client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = "my_image", Cmd = ["cat"], OpenStdin = true, StdinOnce = true, AttachStdin = true, AttachStdout = true, AttachStderr = true }, Ended);
        using (MultiplexedStream attached = await _client.Containers.AttachContainerAsync(
            created.ID, tty: false, new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true }, Ended))
        {
            await _client.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), Ended);
            byte[] text = "there and back\n"u8.ToArray();
            await attached.WriteAsync(text, 0, text.Length, Ended);
            attached.CloseWrite();
            Assert.Equal(("there and back\n", ""), await attached.ReadOutputToEndAsync(Ended));
        }

        Assert.Equal(0, (await _client.Containers.WaitContainerAsync(created.ID, Ended)).StatusCode);
        daemon.Must("run", "-d", "--name", "box", "my_image");
        ContainerExecCreateResponse exec = await _client.Exec.ExecCreateContainerAsync(
            "box", new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Env = ["A=b"], Cmd = ["sh", "-c", "echo $A; echo no >&2; exit 3"] }, Ended);
        using (MultiplexedStream output = await _client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, Ended))
        {
            Assert.Equal(("b\n", "no\n"), await output.ReadOutputToEndAsync(Ended));
        }

        ContainerExecInspectResponse ended = await _client.Exec.InspectContainerExecAsync(exec.ID, Ended);
        Assert.Equal((false, 3), (ended.Running, ended.ExitCode));
    }

    [Fact]
    public async Task Files_statistics_and_events_are_parsed()
    {
        daemon.Must("run", "-d", "--name", "box", "my_image");
        await _client.Containers.ExtractArchiveToContainerAsync("box", new ContainerPathStatParameters { Path = "/tmp" }, Archive("file", "text"), Ended);
        GetArchiveFromContainerResponse archive = await _client.Containers.GetArchiveFromContainerAsync(
            "box", new GetArchiveFromContainerParameters { Path = "/tmp/file" }, statOnly: false, Ended);
        Assert.Equal(("file", 4), (archive.Stat.Name, archive.Stat.Size));
        using (var reader = new TarReader(archive.Stream))
        {
            TarEntry entry = (await reader.GetNextEntryAsync(copyData: true, Ended))!;
            using var content = new StreamReader(entry.DataStream!);
            Assert.Equal("text", await content.ReadToEndAsync(Ended));
        }

        ContainerStatsResponse? sample = null;
        await _client.Containers.GetContainerStatsAsync("box", new ContainerStatsParameters { Stream = false }, new Now<ContainerStatsResponse>(stats => sample = stats), Ended);
        Assert.True(sample!.MemoryStats.Usage > 0);
        Assert.Contains("eth0", sample.Networks.Keys);

        List<string> actions = [];
        await _client.System.MonitorEventsAsync(
            new ContainerEventsParameters { Since = Seconds(-600), Until = Seconds(1), Filters = Filter("container", "box") }, new Now<Message>(message => actions.Add(message.Action)), Ended);
        Assert.Equal(["create", "start"], actions.Take(2));
        Assert.Contains(await _client.Containers.InspectChangesAsync("box", Ended), static change => change.Path == "/tmp/file");
    }

    [Fact]
    public async Task Networks_and_volumes_are_made_listed_and_removed()
    {
        NetworksCreateResponse created = await _client.Networks.CreateNetworkAsync(
            new NetworksCreateParameters
            {
                Name = "sdk",
                Driver = "bridge",
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" },
                IPAM = new IPAM { Driver = "default", Config = [new IPAMConfig { Subnet = "10.93.0.0/24", Gateway = "10.93.0.1" }] },
            },
            Ended);
        daemon.Must("run", "-d", "--name", "box", "my_image");
        await _client.Networks.ConnectNetworkAsync(
            created.ID,
            new NetworkConnectParameters { Container = "box", EndpointConfig = new EndpointSettings { Aliases = ["other"], IPAMConfig = new EndpointIPAMConfig { IPv4Address = "10.93.0.7" } } },
            Ended);
        NetworkResponse inspected = await _client.Networks.InspectNetworkAsync("sdk", Ended);
        Assert.Equal(("bridge", "10.93.0.0/24"), (inspected.Driver, inspected.IPAM.Config[0].Subnet));
        Assert.Equal("10.93.0.7/24", Assert.Single(inspected.Containers).Value.IPv4Address);
        Assert.Equal(created.ID, Assert.Single(await _client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = Filter("label", "a=b") }, Ended)).ID);
        await _client.Networks.DisconnectNetworkAsync("sdk", new NetworkDisconnectParameters { Container = "box", Force = true }, Ended);
        DockerApiException taken = await Assert.ThrowsAsync<DockerApiException>(() => _client.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = "sdk" }, Ended));
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        await _client.Networks.DeleteNetworkAsync("sdk", Ended);
        Assert.Empty((await _client.Networks.PruneNetworksAsync(new NetworksDeleteUnusedParameters(), Ended)).NetworksDeleted ?? []);

        VolumeResponse volume = await _client.Volumes.CreateAsync(
            new VolumesCreateParameters { Name = "sdk-volume", Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" } }, Ended);
        Assert.Equal("local", volume.Driver);
        Assert.Equal("v", (await _client.Volumes.InspectAsync("sdk-volume", Ended)).Labels["k"]);
        Assert.Contains((await _client.Volumes.ListAsync(Ended)).Volumes, static found => found.Name == "sdk-volume");
        await _client.Volumes.RemoveAsync("sdk-volume", force: false, Ended);
    }

    [Fact]
    public async Task Images_are_listed_tagged_saved_and_loaded_and_the_system_says_what_it_is()
    {
        await _client.Images.TagImageAsync("my_image", new ImageTagParameters { RepositoryName = "sdk/image", Tag = "1" }, Ended);
        ImageInspectResponse inspected = await _client.Images.InspectImageAsync("sdk/image:1", Ended);
        Assert.Equal(["linux", "sleep", "1000000"], [inspected.Os, .. inspected.Config.Cmd]);
        Assert.Contains(await _client.Images.ListImagesAsync(new ImagesListParameters(), Ended), static image => image.RepoTags.Contains("sdk/image:1", StringComparer.Ordinal));
        Assert.NotEmpty(await _client.Images.GetImageHistoryAsync("sdk/image:1", Ended));
        using var saved = new MemoryStream();
        await (await _client.Images.SaveImageAsync("sdk/image:1", Ended)).CopyToAsync(saved, Ended);
        Assert.NotEmpty(await _client.Images.DeleteImageAsync("sdk/image:1", new ImageDeleteParameters(), Ended));
        saved.Position = 0;
        List<string> told = [];
        await _client.Images.LoadImageAsync(new ImageLoadParameters(), saved, new Now<JSONMessage>(message => told.Add(message.Stream ?? "")), Ended);
        Assert.Contains(told, static text => text.Contains("sdk/image:1", StringComparison.Ordinal));
        await _client.Images.DeleteImageAsync("sdk/image:1", new ImageDeleteParameters(), Ended);
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => _client.Images.InspectImageAsync("sdk/image:1", Ended));

        await _client.System.PingAsync(Ended);
        Assert.Equal("1.51", (await _client.System.GetVersionAsync(Ended)).APIVersion);
        SystemInfoResponse info = await _client.System.GetSystemInfoAsync(Ended);
        Assert.Equal(("linux", "runc"), (info.OSType, info.DefaultRuntime));
    }

    private static Dictionary<string, IDictionary<string, bool>> Filter(string key, string value) =>
        new(StringComparer.Ordinal) { [key] = new Dictionary<string, bool>(StringComparer.Ordinal) { [value] = true } };

    private static string Seconds(int from) => DateTimeOffset.UtcNow.AddSeconds(from).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static MemoryStream Archive(string name, string content)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content)) });
        }

        archive.Position = 0;
        return archive;
    }

    /// <summary>Output and error of a container so far, once it has written both.</summary>
    private async Task<(string Output, string Error)> LogsAsync(string container)
    {
        (string Output, string Error) logs = default;
        for (int attempt = 0; attempt < 200 && (logs.Output is not { Length: > 0 } || logs.Error is not { Length: > 0 }); attempt++)
        {
            await Task.Delay(50, Ended);
            using MultiplexedStream stream = await _client.Containers.GetContainerLogsAsync(
                container, tty: false, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, Ended);
            (logs.Output, logs.Error) = await stream.ReadOutputToEndAsync(Ended);
        }

        return logs;
    }

    /// <summary>Tells at once, in the order of what came; <see cref="Progress{T}"/> would tell from the pool, at some time.</summary>
    private sealed class Now<T>(Action<T> told) : IProgress<T>
    {
        public void Report(T value) => told(value);
    }
}
