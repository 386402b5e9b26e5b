namespace Linkspan.System.Tests;

/// <summary>An engine in a process of its own, that a test kills: see <see cref="Victim"/>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => Victim.RunAsync(arguments);
}
