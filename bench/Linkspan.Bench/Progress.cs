namespace Linkspan.Bench;

/// <summary>Tells on standard error what goes on.</summary>
internal static class Progress
{
    public static void Say(string what) => Console.Error.WriteLine($"bench: {what}");
}
