namespace Linkspan.System.Tests;

/// <summary>Assertions without reflection.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual)
        where T : IEquatable<T>
    {
        if (!expected.Equals(actual))
        {
            throw new InvalidOperationException($"expected {expected}, was {actual}");
        }
    }

    public static void True(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    public static void Contains(string part, string text) => True(text.Contains(part, StringComparison.Ordinal), $"no \"{part}\" in: {text}");

    public static void Lacks(string part, string text) => True(!text.Contains(part, StringComparison.Ordinal), $"\"{part}\" in: {text}");

    public static async Task<TException> ThrowsAsync<TException>(Func<Task> action)
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException e)
        {
            return e;
        }

        throw new InvalidOperationException($"no {typeof(TException).Name}");
    }

    /// <summary>Asks until the answer is as expected; the engine repairs within a second, this machine is slow.</summary>
    public static async Task SoonAsync(string expected, Func<Task<string>> ask)
    {
        long started = TimeProvider.System.GetTimestamp();
        for (string actual = await ask(); actual != expected; actual = await ask())
        {
            True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(15), $"expected {expected}, was {actual}");
        }
    }
}
