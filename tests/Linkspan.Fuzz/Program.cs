using Linkspan.Fuzz;

if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine($"usage: Linkspan.Fuzz TARGET|all [seconds]\ntargets: {string.Join(' ', Fuzzer.Targets.Select(t => t.Name))}");
    return 2;
}

TimeSpan duration = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1]) : 10);
int seed = Random.Shared.Next();
foreach (FuzzTarget target in Fuzzer.Targets.Where(t => args[0] == "all" || t.Name == args[0]).DefaultIfEmpty(new FuzzTarget(args[0], _ => throw new FuzzFailedException("no such target"))))
{
    Console.WriteLine($"{target.Name}: {Fuzzer.Run(target, duration, seed)} inputs, seed {seed}");
}

return 0;
