using System.Net;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Plans;

namespace Linkspan.System.Tests;

/// <summary>Which of the stacks made ahead a container gets, and what is made in its stead.</summary>
public sealed class ReadySandboxesTests : IDisposable
{
    private static readonly ReadyKind Whole = new(Names: true, Pair: true);
    private static readonly ReadyKind Silent = new(Names: false, Pair: true);
    private static readonly ReadyKind Bare = new(Names: false, Pair: false);
    private static readonly ReadyPlace Here = new("here");
    private static readonly ReadyPlace There = new("there");

    private readonly ReadySandboxes _ready = new(anywhere: 1);
    private readonly List<SandboxKernel> _made = [];

    [Fact]
    public void The_right_place_comes_first_and_what_lacks_something_last()
    {
        ReadySandbox anywhere = Add(Whole, ReadyPlace.None);
        ReadySandbox here = Add(Whole, Here);
        ReadySandbox silent = Add(Silent, ReadyPlace.None);
        ReadySandbox bare = Add(Bare, ReadyPlace.None);
        ReadySandbox elsewhere = Add(Whole, There);
        Assert.Equal([here, anywhere, silent, bare, null], Enumerable.Range(0, 5).Select(_ => _ready.Take(Whole, Here, address: null)));
        Assert.Equal([elsewhere], _ready.TakeStale()); // never moved from its bridge
        Assert.Empty(_ready.TakeStale());
    }

    [Fact]
    public void A_container_without_DNS_gets_no_stack_that_has_it()
    {
        Add(Whole, ReadyPlace.None);
        Assert.Null(_ready.Take(Silent, ReadyPlace.None, address: null));
    }

    [Fact]
    public void Two_containers_in_a_row_say_where_the_next_ones_come()
    {
        foreach (ReadyKind kind in new[] { Whole, Silent, new ReadyKind(Names: true, Pair: false), Bare })
        {
            Assert.Equal((kind, ReadyPlace.None), Made(_ready.Missing()));
        }

        Assert.Null(_ready.Missing());
        _ready.Take(Whole, Here, address: null);
        Assert.Equal((Whole, ReadyPlace.None), Made(_ready.Missing()));
        Assert.Null(_ready.Missing());
        _ready.Take(Whole, Here, address: null);
        Assert.Equal([(Whole, ReadyPlace.None), (Whole, Here), (Whole, Here)], Enumerable.Range(0, 3).Select(_ => Made(_ready.Missing())));
        _ready.Take(Whole, There, address: null);
        Assert.Empty(_ready.TakeStale()); // one alone may be a stray
        Made(_ready.Missing());
        _ready.Take(Whole, There, address: null);
        Assert.Equal([Here, Here], _ready.TakeStale().Select(static stale => stale.Place));
    }

    [Fact]
    public void The_one_with_the_right_address_comes_first()
    {
        ReadySandbox other = Add(Whole, Here, "10.0.0.2");
        ReadySandbox right = Add(Whole, Here, "10.0.0.3");
        Assert.Equal(new[] { "10.0.0.2", "10.0.0.3" }, _ready.Addresses(Here).Select(static address => $"{address}").Order(StringComparer.Ordinal));
        Assert.Same(right, _ready.Take(Whole, Here, right.Address));
        Assert.Same(other, _ready.Take(Whole, Here, right.Address)); // its own goes
        Assert.Empty(_ready.Addresses(Here));
    }

    [Fact]
    public void A_network_that_is_gone_is_no_place_to_wait()
    {
        _ready.Take(Whole, Here, address: null);
        _ready.Take(Whole, Here, address: null);
        ReadySandbox waiting = Add(Whole, Here);
        _ready.Leave(Here);
        Assert.Equal([waiting], _ready.TakeStale());
        while (Made(_ready.Missing()) is { } missing)
        {
            Assert.Equal(ReadyPlace.None, missing.Place);
        }
    }

    [Fact]
    public void None_are_made_where_none_are_wanted()
    {
        using var none = new ReadySandboxes(anywhere: 0);
        none.Take(Whole, Here, address: null);
        none.Take(Whole, Here, address: null);
        Assert.Null(none.Missing());
    }

    public void Dispose()
    {
        _made.ForEach(static kernel => kernel.Dispose());
        _ready.Dispose();
    }

    private ReadySandbox Add(ReadyKind kind, ReadyPlace place, string? address = null)
    {
        var ready = new ReadySandbox(null, SandboxKernel.Create(), place, address is null ? [] : [new AddressFact("", "eth0", IPAddress.Parse(address), 24)]);
        _made.Add(ready.Kernel);
        _ready.Add(kind, ready);
        return ready;
    }

    private (ReadyKind Kind, ReadyPlace Place)? Made((ReadyKind Kind, ReadyPlace Place)? missing)
    {
        if (missing is { } wanted)
        {
            Add(wanted.Kind, wanted.Place);
        }

        return missing;
    }
}
