namespace Linkspan.Fuzz.Tests;

public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. Fuzzer.Targets.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_parser_says_of_bad_input_only_that_it_is_bad(string target)
    {
        FuzzTarget chosen = Fuzzer.Targets.Single(one => one.Name == target);
        long tried = Fuzzer.Run(chosen, TimeSpan.FromSeconds(chosen.Open is null ? 1 : 5), seed: 20240701);
        Assert.True(tried > chosen.LeastInASecond, $"only {tried} inputs in 1 s");
    }

    [Fact]
    public void Every_target_has_its_file_in_Targets_and_is_listed() =>
        Assert.Equal(
            typeof(Fuzzer).Assembly.GetTypes().Count(static type => type.Namespace == "Linkspan.Fuzz.Targets" && type.GetProperty("Target") is not null),
            Fuzzer.Targets.Count);
}
