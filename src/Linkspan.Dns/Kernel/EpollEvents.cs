namespace Linkspan.Dns.Kernel;

/// <summary>Events of epoll(7).</summary>
[Flags]
internal enum EpollEvents : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EPOLLIN.</summary>
    Read = 1,

    /// <summary>EPOLLOUT.</summary>
    Write = 4,

    /// <summary>EPOLLERR.</summary>
    Error = 8,

    /// <summary>EPOLLHUP.</summary>
    HangUp = 16,
}
