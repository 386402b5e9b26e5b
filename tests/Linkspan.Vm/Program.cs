namespace Linkspan.System.Tests;

/// <summary>
/// What the kernel at home may lack, tried in a virtual machine whose kernel has it (tests/vm/run). The test runner of the other
/// projects needs the JIT, which is far too slow under emulation, so this is a plain native program: a check throws or it passed.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            return await Victim.RunAsync(arguments); // a check started it, to kill it
        }

        int failed = 0;
        (string Name, Func<Task> Run)[] checks = [.. IpvlanChecks.All(), .. IpvlanSegmentChecks.All(), .. VlanChecks.All()];
        foreach ((string name, Func<Task> run) in checks)
        {
            long started = TimeProvider.System.GetTimestamp();
            string outcome = "passed";
            try
            {
                await run();
            }
#pragma warning disable CA1031 // Whatever a check throws is its failure; the next one runs all the same.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed++;
                outcome = $"FAILED: {e}";
            }

            Console.WriteLine($"{name} ({TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s): {outcome}");
        }

        Console.WriteLine($"  succeeded: {checks.Length - failed}");
        Console.WriteLine($"  failed: {failed}");
        return failed == 0 ? 0 : 1;
    }
}
