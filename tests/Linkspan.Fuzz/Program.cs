using Linkspan.Fuzz;

if (args.Length is 0 or > 3)
{
    Console.Error.WriteLine($"usage: Linkspan.Fuzz TARGET|all [seconds [seed]]\ntargets: {string.Join(' ', Fuzzer.Targets.Select(t => t.Name))}");
    return 2;
}

TimeSpan duration = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1]) : 10);
int seed = args.Length > 2 ? int.Parse(args[2]) : Random.Shared.Next();
foreach (FuzzTarget target in Fuzzer.Targets.Where(t => args[0] == "all" || t.Name == args[0]).DefaultIfEmpty(new FuzzTarget(args[0], _ => throw new FuzzFailedException("no such target"))))
{
    Console.WriteLine($"{target.Name}: {Fuzzer.Run(target, duration, seed)} inputs, seed {seed}");
}

return 0;
