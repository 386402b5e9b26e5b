using Linkspan.Fuzz;

namespace Linkspan.Netlink.Tests;

public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. Fuzzer.Targets.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_parser_says_of_bad_input_only_that_it_is_bad(string target)
    {
        long tried = Fuzzer.Run(Fuzzer.Targets.Single(t => t.Name == target), TimeSpan.FromSeconds(2), seed: 20240701);
        Assert.True(tried > 1000, $"only {tried} inputs in 2 s");
    }
}
