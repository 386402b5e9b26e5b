namespace Linkspan.Net.Keep;

/// <summary>The keeper's Unix socket.</summary>
internal sealed unsafe class ControlListener : LoopSource
{
    private readonly Keeper _keeper;
    private readonly EventLoop _loop;

    public ControlListener(Keeper keeper, EventLoop loop, int descriptor)
    {
        _keeper = keeper;
        _loop = loop;
        Descriptor = descriptor;
    }

    public override void Ready(EpollEvents events)
    {
        int connection = LibC.Accept(Descriptor, null, null, LibC.NonBlocking | LibC.CloseOnExec);
        if (connection >= 0)
        {
            _loop.Add(new ControlConnection(_keeper, _loop, connection), EpollEvents.Read);
        }
    }
}
