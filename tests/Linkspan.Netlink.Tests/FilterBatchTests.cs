using System.Net;
using Linkspan.Lab;
using Linkspan.Netlink.Filter;

namespace Linkspan.Netlink.Tests;

public sealed class FilterBatchTests
{
    [Fact]
    public void Ten_thousand_elements_fit_one_transaction()
    {
        using Host host = Host.Create();
        FilterBatch batch = WithTable();
        batch.AddMap("ports", FieldType.Concatenate(FieldType.IPv4, FieldType.Port), FieldType.Concatenate(FieldType.IPv4, FieldType.Port));
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        Span<byte> data = stackalloc byte[KeyWriter.MaxLength];
        for (int i = 0; i < 10_000; i++)
        {
            batch.AddElement(
                "ports",
                new KeyWriter(key).Address(IPAddress.Loopback).Port((ushort)i).Written,
                new KeyWriter(data).Address(IPAddress.Parse("10.7.0.2")).Port((ushort)i).Written);
        }

        host.Filter.Commit(batch);
        Assert.True(batch.IsEmpty);
        List<SetElement> elements = host.Filter.Elements(FilterFamily.Inet, "span", "ports");
        Assert.Equal(10_000, elements.Select(e => (e.Key[4] << 8) | e.Key[5]).Distinct().Count());
        Assert.All(elements, e => Assert.Equal(e.Key[4..6], e.Data[4..6]));
        for (int i = 0; i < 9_999; i++)
        {
            batch.DeleteElement("ports", new KeyWriter(key).Address(IPAddress.Loopback).Port((ushort)i).Written);
        }

        host.Filter.Commit(batch);
        Assert.Single(host.Filter.Elements(FilterFamily.Inet, "span", "ports"));
        batch.FlushSet("ports");
        host.Filter.Commit(batch);
        Assert.Empty(host.Filter.Elements(FilterFamily.Inet, "span", "ports"));
    }

    [Fact]
    public void A_refused_transaction_does_nothing_and_tells_which_message_it_was()
    {
        using Host host = Host.Create();
        FilterBatch batch = WithTable();
        batch.AddChain("lsp-a");
        batch.AddRule("lsp-absent", "to nowhere").Verdict(Verdict.Accept);
        batch.AddChain("lsp-b");
        NetlinkException e = Assert.Throws<NetlinkException>(() => host.Filter.Commit(batch));
        Assert.Equal(Errno.NoEntry, e.Errno);
        Assert.Equal("add rule span lsp-absent \"to nowhere\"", e.Operation);
        Assert.Equal(3, e.MessageIndex);
        Assert.Null(host.Filter.FindTable(FilterFamily.Inet, "span"));

        batch.AddTable();
        host.Filter.Commit(batch);
        Assert.NotNull(host.Filter.FindTable(FilterFamily.Inet, "span"));
    }

    [Fact]
    public void Tables_chains_sets_and_rules_come_back_as_they_were_sent()
    {
        using Host host = Host.Create();
        var hooked = new BaseChain(ChainType.Nat, FilterHook.Output, -99);
        var batch = new FilterBatch(FilterFamily.Inet, "span");
        batch.AddTable(UserData.Comment("mine"));
        batch.AddChain("lsp-out", hooked);
        batch.AddSet("set", FieldType.IPv6, timeout: TimeSpan.FromMinutes(1));
        batch.AddRule("lsp-out", "first").MatchProtocol(6).Counter();
        batch.InsertRule("lsp-out", "zeroth").Verdict(Verdict.Return);
        host.Filter.Commit(batch);

        Assert.Equal("mine", UserData.FindComment(host.Filter.FindTable(FilterFamily.Inet, "span")!.UserData));
        Assert.Equal(hooked, Assert.Single(host.Filter.Chains(FilterFamily.Inet, "span")).Hooked);
        FilterSet set = Assert.Single(host.Filter.Sets(FilterFamily.Inet, "span"));
        Assert.Equal((FieldType.IPv6.Number, 16, SetFlags.Timeout), (set.KeyType, set.KeyLengthBytes, set.Flags));
        List<FilterRule> rules = host.Filter.Rules(FilterFamily.Inet, "span", "lsp-out");
        Assert.Equal(["zeroth", "first"], rules.Select(r => r.Comment));
        Assert.Equal(["meta", "cmp", "counter"], rules[1].Expressions);

        batch.ReplaceRule("lsp-out", rules[1].Handle, "second").Verdict(Verdict.Accept);
        batch.DeleteRule("lsp-out", rules[0].Handle);
        host.Filter.Commit(batch);
        Assert.Equal(["second"], host.Filter.Rules(FilterFamily.Inet, "span").Select(r => r.Comment));
    }

    [Fact]
    public void A_foreign_flush_is_told_with_its_author()
    {
        using Host host = Host.Create();
        using var seen = new System.Collections.Concurrent.BlockingCollection<FilterChange>();
        using FilterMonitor monitor = FilterMonitor.Start(seen.Add, host.Namespace);
        host.Filter.Commit(WithTable());
        Assert.True(seen.TryTake(out FilterChange own, TimeSpan.FromSeconds(30)));
        Assert.Equal(host.Filter.Generation(), own.Generation);
        host.Run("nft", "flush", "ruleset");
        Assert.True(seen.TryTake(out FilterChange foreign, TimeSpan.FromSeconds(30)));
        Assert.Equal("nft", foreign.ProcessName);
        Assert.True(foreign.Generation > own.Generation);
        Assert.Empty(host.Filter.Tables());
    }

    private static FilterBatch WithTable()
    {
        var batch = new FilterBatch(FilterFamily.Inet, "span");
        batch.AddTable();
        return batch;
    }
}
