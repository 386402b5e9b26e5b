using Linkspan.Containers.Health;
using Linkspan.Containers.Model;

namespace Linkspan.Containers.Tests;

/// <summary>What checks mean, without a container.</summary>
public sealed class HealthPlanTests
{
    private const long Second = 1_000_000_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "CMD", "true", "-v")] // as it stands
    [InlineData("/bin/sh", "CMD-SHELL", "true")] // by the usual shell
    public void A_test_becomes_a_command(string? program, params string[] test)
    {
        IReadOnlyList<string> command = HealthPlan.Of(new ContainerConfig { Image = "x", Healthcheck = new HealthCheck { Test = test } })!.Command;
        Assert.Equal(program is null ? test.Skip(1) : ["/bin/sh", "-c", "true"], command);
    }

    [Theory]
    [InlineData("NONE")] // switched off
    [InlineData("CMD")] // nothing to run
    public void No_command_is_no_plan(params string[] test) =>
        Assert.Null(HealthPlan.Of(new ContainerConfig { Image = "x", Healthcheck = new HealthCheck { Test = test } }));

    [Fact]
    public void What_is_left_open_takes_dockers_defaults()
    {
        HealthPlan plan = HealthPlan.Of(new ContainerConfig { Image = "x", Healthcheck = new HealthCheck { Test = ["CMD", "true"] } })!;
        Assert.Equal((30.0, 30.0, 0.0, 5.0, 3), (plan.Interval.TotalSeconds, plan.Timeout.TotalSeconds, plan.StartPeriod.TotalSeconds, plan.StartInterval.TotalSeconds, plan.Retries));
    }

    [Fact]
    public void Failures_count_after_the_start_period_only_and_one_success_ends_it()
    {
        HealthPlan plan = Plan(retries: 2, startPeriod: 10 * Second);
        HealthState state = plan.After(new HealthState(), Result(1, 5), Start);
        Assert.Equal((HealthState.Starting, 0), (state.Status, state.FailingStreak));
        Assert.Equal(TimeSpan.FromSeconds(1), plan.Pause(state, TimeSpan.FromSeconds(5)));
        state = plan.After(state, Result(0, 6), Start);
        Assert.Equal(HealthState.Healthy, state.Status);
        Assert.Equal(TimeSpan.FromSeconds(3), plan.Pause(state, TimeSpan.FromSeconds(6)));
        state = plan.After(state, Result(1, 7), Start);
        Assert.Equal((HealthState.Healthy, 1), (state.Status, state.FailingStreak));
        state = plan.After(state, Result(1, 8), Start);
        Assert.Equal((HealthState.Unhealthy, 2), (state.Status, state.FailingStreak));
        state = plan.After(state, Result(0, 9), Start);
        Assert.Equal((HealthState.Healthy, 0), (state.Status, state.FailingStreak));
        Assert.Equal(5, state.Log.Count);
    }

    [Fact]
    public void Five_results_are_kept()
    {
        HealthPlan plan = Plan(retries: 3, startPeriod: 0);
        var state = new HealthState();
        for (int number = 1; number <= 7; number++)
        {
            state = plan.After(state, Result(0, number), Start);
        }

        Assert.Equal([3, 4, 5, 6, 7], state.Log.Select(static result => (result.Start - Start).TotalSeconds));
    }

    private static HealthPlan Plan(int retries, long startPeriod) => HealthPlan.Of(new ContainerConfig
    {
        Image = "x",
        Healthcheck = new HealthCheck { Test = ["CMD", "true"], Retries = retries, StartPeriod = startPeriod, StartInterval = Second, Interval = 3 * Second },
    })!;

    private static HealthResult Result(int exitCode, int second) => new(Start.AddSeconds(second), Start.AddSeconds(second), exitCode, "");
}
