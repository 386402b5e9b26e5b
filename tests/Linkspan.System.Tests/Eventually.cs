namespace Linkspan.System.Tests;

/// <summary>What the engine does by itself comes after a while: within a second where the machine has nothing else to do.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Waits until something is true.</summary>
    /// <param name="holds">Asked again and again.</param>
    /// <param name="words">What to say where it does not come.</param>
    public static Task HoldsAsync(Func<bool> holds, Func<string>? words = null) => HoldsAsync(() => Task.FromResult(holds()), words);

    /// <summary>The same, of something that is asked for.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, Func<string>? words = null)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, words?.Invoke() ?? "it did not come in time");
            await Task.Delay(20, Token);
        }
    }
}
