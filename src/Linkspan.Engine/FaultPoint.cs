namespace Linkspan.Engine;

/// <summary>
/// The steps at which a process can die or a part can fail, named so that the system tests can stop the engine at each of them
/// and look at what the next start makes of it. Nothing is set in production.
/// </summary>
internal static class FaultPoint
{
    private static readonly AsyncLocal<Action<string>?> Current = new();

    /// <summary>Set by a test for what its own calls do; an exception thrown from it stands for the failure.</summary>
    public static Action<string>? Reached
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>Marks a step about to be done.</summary>
    public static void Pass(string step) => Reached?.Invoke(step);
}
