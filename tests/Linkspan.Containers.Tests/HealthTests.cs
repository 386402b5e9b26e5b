using Linkspan.Containers.Model;

namespace Linkspan.Containers.Tests;

/// <summary>Health checks on real containers: state, events, output, time limit.</summary>
public sealed class HealthTests(PlatformFixture host)
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public async Task A_container_turns_healthy_and_unhealthy_as_its_check_says()
    {
        string id = await StartAsync("if [ -e /tmp/bad ]; then echo bad >&2; exit 3; fi; echo fine", "sleep 1000", retries: 2);
        ContainerState state = await WaitForAsync(id, HealthState.Healthy);
        Assert.Equal((0, "fine\n"), (state.Health!.Log[^1].ExitCode, state.Health.Log[^1].Output));
        await host.Containers.CopyInAsync(id, "/", new MemoryStream(FileTests.Archive(("tmp/bad", "x"))), keepKind: false, PlatformFixture.Limit());
        state = await WaitForAsync(id, HealthState.Unhealthy);
        Assert.Equal((3, "bad\n"), (state.Health!.Log[^1].ExitCode, state.Health.Log[^1].Output));
        await host.Containers.RemoveAsync(id, force: true, volumes: false, PlatformFixture.Limit());
    }

    [Fact]
    public async Task A_check_that_takes_too_long_is_killed_and_has_failed()
    {
        string id = await StartAsync("sleep 1000", "sleep 1000", retries: 1);
        ContainerState state = await WaitForAsync(id, HealthState.Unhealthy);
        Assert.Equal(-1, state.Health!.Log[^1].ExitCode);
        Assert.Contains("exceeded timeout", state.Health.Log[^1].Output, StringComparison.Ordinal);
        await host.Containers.StopAsync(id, null, 0, PlatformFixture.Limit());
        Assert.Equal(HealthState.Unhealthy, host.Containers.Find(id).State.Health!.Status);
        await host.Containers.RemoveAsync(id, force: true, volumes: false, PlatformFixture.Limit());
    }

    private async Task<string> StartAsync(string check, string script, int retries)
    {
        string id = await host.CreateAsync(PlatformFixture.Shell(script) with
        {
            Healthcheck = new HealthCheck { Test = ["CMD-SHELL", check], Interval = 50 * Millisecond, Timeout = 500 * Millisecond, Retries = retries },
        });
        await host.Containers.StartAsync(id, PlatformFixture.Limit());
        Assert.Equal(HealthState.Starting, host.Containers.Find(id).State.Health!.Status);
        return id;
    }

    /// <summary>Waits for the event, then looks.</summary>
    private async Task<ContainerState> WaitForAsync(string id, string status)
    {
        await foreach (ContainerEvent happened in host.Platform.Events.Subscribe(DateTimeOffset.UnixEpoch, null, PlatformFixture.Limit()))
        {
            if (happened.ActorId == id && happened.Action == "health_status: " + status)
            {
                break;
            }
        }

        return host.Containers.Find(id).State;
    }
}
