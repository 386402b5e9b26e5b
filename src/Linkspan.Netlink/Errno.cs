namespace Linkspan.Netlink;

/// <summary>Error numbers of Linux that callers decide on (asm-generic/errno-base.h, errno.h).</summary>
public static class Errno
{
    /// <summary><c>EPERM</c>: privilege is missing.</summary>
    public const int NotPermitted = 1;

    /// <summary><c>ENOENT</c>: the object does not exist.</summary>
    public const int NoEntry = 2;

    /// <summary><c>ESRCH</c>: the route does not exist.</summary>
    public const int NoSuchProcess = 3;

    /// <summary><c>EINTR</c>: a signal, or a dump that the kernel's state outran.</summary>
    public const int Interrupted = 4;

    /// <summary><c>EAGAIN</c>: nothing there now.</summary>
    public const int Again = 11;

    /// <summary><c>EBUSY</c>: in use.</summary>
    public const int Busy = 16;

    /// <summary><c>EEXIST</c>: the object exists.</summary>
    public const int Exists = 17;

    /// <summary><c>ENODEV</c>: the link does not exist.</summary>
    public const int NoDevice = 19;

    /// <summary><c>EINVAL</c>: the kernel does not accept a value.</summary>
    public const int Invalid = 22;

    /// <summary><c>ERANGE</c>: a value does not fit.</summary>
    public const int Range = 34;

    /// <summary><c>EMSGSIZE</c>: the message exceeds the send buffer.</summary>
    public const int MessageSize = 90;

    /// <summary><c>EOPNOTSUPP</c>: this kernel lacks the feature.</summary>
    public const int NotSupported = 95;

    /// <summary><c>EAFNOSUPPORT</c>: the address family is absent.</summary>
    public const int FamilyNotSupported = 97;

    /// <summary><c>EADDRINUSE</c>: another link has the address.</summary>
    public const int AddressInUse = 98;

    /// <summary><c>EADDRNOTAVAIL</c>: the address is not on the link.</summary>
    public const int AddressNotAvailable = 99;

    /// <summary><c>ENETDOWN</c>: the link, or the one below it, is down.</summary>
    public const int NetworkDown = 100;

    /// <summary><c>ENOBUFS</c>: the receive buffer overflowed and messages were lost.</summary>
    public const int NoBuffers = 105;

    /// <summary><c>ETIMEDOUT</c>: no answer came.</summary>
    public const int TimedOut = 110;
}
