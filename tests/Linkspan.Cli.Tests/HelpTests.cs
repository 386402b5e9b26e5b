namespace Linkspan.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. VerbTable.Names];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_a_page_with_options_examples_and_exit_status(string name)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await CommandLine.RunAsync([.. name.Split(' '), "--help"], terminal.Terminal, TestContext.Current.CancellationToken));
        Verb verb = VerbTable.Find(name)!;
        Assert.Equal(name, verb.Name);
        Assert.StartsWith($"Usage:  linkspan {name}", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("Exit status:\n", terminal.Out, StringComparison.Ordinal);
        Assert.NotEmpty(verb.Examples);
        Assert.All(verb.Examples, example => Assert.Contains(example.Line, terminal.Out, StringComparison.Ordinal));
        Assert.All(verb.Options, option => Assert.Contains(option.Name, terminal.Out, StringComparison.Ordinal));
        Assert.DoesNotContain(terminal.Out.Split('\n'), static line => line.Length > 170);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void No_letter_of_a_verb_means_two_things(string name)
    {
        Verb verb = VerbTable.Find(name)!;
        string[] names = [.. verb.Options.SelectMany(static option => option.Aliases.Append(option.Name))];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("rnu", "did you mean 'run'?")]
    [InlineData("network lss", "did you mean 'network ls'?")]
    [InlineData("--bogus", "unknown option --bogus")]
    public async Task A_misspelt_command_is_answered_with_what_was_meant(string line, string expected)
    {
        var terminal = new TestTerminal();
        Assert.Equal(1, await CommandLine.RunAsync(line.Split(' '), terminal.Terminal, TestContext.Current.CancellationToken));
        Assert.StartsWith("linkspan: ", terminal.Error, StringComparison.Ordinal);
        Assert.Contains(expected, terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await CommandLine.RunAsync(["help"], terminal.Terminal, TestContext.Current.CancellationToken));
        Assert.All(VerbTable.Names, name => Assert.Contains($"  {name} ", terminal.Out, StringComparison.Ordinal));
    }
}
