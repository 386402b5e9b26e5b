namespace Linkspan.Netlink.Wire;

/// <summary>State of reading the answer to one send.</summary>
internal struct Answer(uint first, int count, int acknowledged)
{
    /// <summary>The last acknowledgement, or the dump's end, is in.</summary>
    public bool Complete { get; private set; }

    /// <summary>At least one message was refused.</summary>
    public bool Failed { get; private set; }

    /// <summary>The kernel's state changed during the dump.</summary>
    public bool Interrupted { get; private set; }

    public void Read<TState, TSink>(
        ReadOnlySpan<byte> datagram, ref TState state, NetlinkSocket.ReplyHandler<TState>? handler, ref TSink sink)
        where TSink : struct, IFailureSink
    {
        var reader = new NetlinkReader(datagram);
        while (reader.Next())
        {
            NetlinkMessage message = reader.Current;
            uint index = message.Sequence - first;
            if (index >= (uint)count)
            {
                continue; // Left over from an exchange that ended early.
            }

            Interrupted |= (message.Flags & NetlinkFlags.DumpInterrupted) != NetlinkFlags.None && acknowledged < 0; // HasFlag boxes until the JIT optimises.
            switch (message.Type)
            {
                case NetlinkControl.Error:
                    End(NetlinkFailure.Decode(message, (int)index), ref sink);
                    break;
                case NetlinkControl.Done:
                    Complete = acknowledged < 0;
                    if (message.Payload.Length >= 4)
                    {
                        End(NetlinkFailure.Decode(message, (int)index), ref sink);
                    }

                    break;
                case >= NetlinkControl.FirstOwn:
                    handler?.Invoke(message, ref state);
                    break;
            }
        }
    }

    private void End<TSink>(in NetlinkFailure failure, ref TSink sink)
        where TSink : struct, IFailureSink
    {
        Complete |= failure.Index == acknowledged || acknowledged < 0;
        if (failure.Errno != 0)
        {
            Failed = true;
            sink.Report(failure);
        }
    }
}
