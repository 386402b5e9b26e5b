using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Networks;
using Linkspan.Compat.Tests;

namespace Linkspan.Sdk.Tests;

/// <summary>Testcontainers for .NET, as a test suite uses it; its resource reaper is an image that only a registry has.</summary>
public sealed class TestcontainersTests : IDisposable
{
    private readonly DaemonFixture _daemon;

    public TestcontainersTests(DaemonFixture daemon)
    {
        _daemon = daemon;
        TestcontainersSettings.ResourceReaperEnabled = false;
    }

    private string Endpoint => $"unix://{_daemon.Socket}";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => _daemon.Clean();

    [Fact]
    public async Task A_container_that_is_waited_for_is_found_by_its_alias_and_by_its_port_and_leaves_nothing()
    {
        await using (INetwork network = new NetworkBuilder().WithDockerEndpoint(Endpoint).WithName("suite").WithLabel("made-by", "test").Build())
        {
            await network.CreateAsync(Ended);
            await using IContainer web = new ContainerBuilder("my_image:latest")
                .WithDockerEndpoint(Endpoint)
                .WithName("web")
                .WithNetwork(network)
                .WithNetworkAliases("front", "www")
                .WithPortBinding(80, assignRandomHostPort: true)
                .WithCreateParameterModifier(static creation => creation.StopSignal = "SIGKILL") // the first process of a container hears no other
                .WithEnvironment("GREETING", "hello")
                .WithResourceMapping("mapped\n"u8.ToArray(), "/tmp/mapped")
                .WithCommand("sh", "-c", "mkdir /www; echo $GREETING >/www/index.html; echo it serves; exec httpd -f -h /www")
                .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("it serves").UntilHttpRequestIsSucceeded(static request => request.ForPort(80).ForPath("/")))
                .Build();
            await web.StartAsync(Ended);
            Assert.Equal(TestcontainersStates.Running, web.State);
            Assert.Equal("mapped\n", System.Text.Encoding.ASCII.GetString(await web.ReadFileAsync("/tmp/mapped", Ended)));

            await using IContainer client = new ContainerBuilder("my_image:latest").WithDockerEndpoint(Endpoint).WithNetwork(network).WithCommand("sleep", "1000").Build();
            await client.StartAsync(Ended);
            foreach (string name in new[] { "front", "www", "web" })
            {
                ExecResult fetched = await client.ExecAsync(["wget", "-q", "-O", "-", $"http://{name}/"], Ended);
                Assert.Equal((0L, "hello\n", ""), (fetched.ExitCode, fetched.Stdout, fetched.Stderr));
            }

            using var http = new HttpClient();
            Assert.Equal("hello\n", await http.GetStringAsync(new Uri($"http://127.0.0.1:{web.GetMappedPublicPort(80)}/"), Ended));
            Assert.Contains("it serves", (await web.GetLogsAsync(ct: Ended)).Stdout, StringComparison.Ordinal);
            await web.StopAsync(Ended);
            Assert.Equal(TestcontainersStates.Exited, web.State);
            await web.StartAsync(Ended);
            Assert.Equal(TestcontainersStates.Running, web.State);
        }

        Assert.Empty(_daemon.Must("ps", "-aq"));
        Assert.Empty(_daemon.Must("network", "ls", "-q", "--filter", "label=made-by=test"));
    }

    [Fact]
    public async Task A_wait_that_fails_is_told_and_the_container_goes_with_it()
    {
        await using (IContainer dead = new ContainerBuilder("my_image:latest")
            .WithDockerEndpoint(Endpoint)
            .WithCommand("sh", "-c", "echo broken; exit 3")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("never", static wait => wait.WithTimeout(TimeSpan.FromSeconds(20))))
            .Build())
        {
            await Assert.ThrowsAnyAsync<Exception>(() => dead.StartAsync(Ended));
            Assert.Equal(3, await dead.GetExitCodeAsync(Ended));
        }

        Assert.Empty(_daemon.Must("ps", "-aq"));
    }
}
