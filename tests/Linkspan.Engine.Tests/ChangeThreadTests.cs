namespace Linkspan.Engine.Tests;

/// <summary>Where a change goes on after it waited.</summary>
public class ChangeThreadTests
{
    [Fact]
    public async Task What_is_answered_soon_goes_on_on_the_thread_that_asked()
    {
        int caller = Environment.CurrentManagedThreadId;
        List<int> threads = [];
        Task<int> change = ChangeThread.Run(async () =>
        {
            for (int round = 0; round < 10; round++)
            {
                var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                new Thread(answer.SetResult).Start();
                await answer.Task;
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return 7;
        });
        Assert.True(change.IsCompleted);
        Assert.Equal(7, await change);
        Assert.All(threads, thread => Assert.Equal(caller, thread));
        Assert.Null(SynchronizationContext.Current as ChangeThread);
    }

    /// <summary>A change that waits for a machine of the segment keeps nobody's thread, nor does what it began without waiting for it.</summary>
    [Fact]
    public async Task What_waits_for_longer_is_left_to_the_pool()
    {
        var peer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> begun = Task.FromResult(0);
        Task<int> change = ChangeThread.Run(async () =>
        {
            begun = AsideAsync();
            await peer.Task;
            return Environment.CurrentManagedThreadId;
        });
        Assert.False(change.IsCompleted);
        peer.SetResult();
        await change;
        aside.SetResult();
        Assert.Equal(5, await begun);

        async Task<int> AsideAsync()
        {
            await aside.Task;
            return 5;
        }
    }

    [Fact]
    public async Task A_failure_is_the_changes_own()
    {
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ChangeThread.Run<int>(async () =>
        {
            await Task.Yield();
            throw new InvalidTimeZoneException();
        }));
    }
}
