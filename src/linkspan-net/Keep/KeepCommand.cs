using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Linkspan.Net.Keep;

/// <summary><c>linkspan-net keep</c>: lock, listen, serve; or start that in a session of its own and wait until it listens.</summary>
internal static unsafe class KeepCommand
{
    private const int ReadyDescriptor = 3;
    private const int WaitForOtherMs = 5000;
    private const int UnixAddressSize = 110; // struct sockaddr_un
    private const int Backlog = 128;

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0 for a keeper that ran or runs already, 1 for a failure, 2 for a wrong command line.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (KeepOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine("linkspan-net keep: unknown or incomplete option; --socket PATH is needed");
            return 2;
        }

        try
        {
            return options.Detach ? Detach(options, arguments) : Keep(options);
        }
        catch (Exception e) when (e is KeepException or IOException or SocketException)
        {
            Console.Error.WriteLine($"linkspan-net keep: {e.Message}");
            return 1;
        }
    }

    private static int Keep(KeepOptions options)
    {
        RaiseLimit();
        using Keeper? keeper = options.TakeOver ? Handover.Take(options) : Begin(options);
        if (keeper is null)
        {
            TellReady(options, AwaitOther(options.SocketPath));
            return 0;
        }

        TellReady(options, ok: true);
        keeper.Run();
        return 0;
    }

    private static Keeper? Begin(KeepOptions options)
    {
        int lockFile = Native.Open(options.SocketPath + ".lock", Native.ReadWrite | Native.Create | Native.CloseOnExec, 0x180);
        if (lockFile < 0)
        {
            throw KeepException.FromLastError($"{options.SocketPath}.lock");
        }

        if (Native.Lock(lockFile, Native.LockExclusive | Native.LockNoWait) < 0)
        {
            _ = LibC.Close(lockFile);
            return null;
        }

        int listener = Listen(options.SocketPath);
        return new Keeper(options, new KeeperDescriptors(lockFile, listener), Guid.NewGuid().ToString("N"));
    }

    private static int Listen(string path)
    {
        // The lock is ours: a socket file that is there was left by a keeper that died.
        _ = Native.Unlink(path);
        uint mask = Native.MaskModes(0x3f); // 0077: the socket is made with mode 0700, and never wider
        try
        {
            // By hand: a SafeSocketHandle does not give its descriptor away, and its Dispose waits for ever for one that was.
            ReadOnlySpan<byte> name = System.Text.Encoding.UTF8.GetBytes(path);
            byte* address = stackalloc byte[UnixAddressSize];
            new Span<byte>(address, UnixAddressSize).Clear();
            *(ushort*)address = LibC.Unix;
            if (name.Length > UnixAddressSize - sizeof(ushort) - 1)
            {
                throw new KeepException(KeepException.Invalid, $"{path} is longer than the 107 bytes that a Unix socket's path may have");
            }

            name.CopyTo(new Span<byte>(address + sizeof(ushort), name.Length));
            int listener = LibC.Socket(LibC.Unix, LibC.Stream | LibC.NonBlocking | LibC.CloseOnExec, 0);
            return listener >= 0 && LibC.Bind(listener, address, UnixAddressSize) == 0 && Native.ChangeMode(path, 0x180) == 0
                && LibC.Listen(listener, Backlog) == 0
                ? listener
                : throw KeepException.FromLastError($"listen on {path}");
        }
        finally
        {
            _ = Native.MaskModes(mask);
        }
    }

    /// <summary>Another keeper holds the lock: waits until it answers, since it may have taken the lock only just now.</summary>
    private static bool AwaitOther(string path)
    {
        long until = Environment.TickCount64 + WaitForOtherMs;
        while (Environment.TickCount64 < until)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return true;
            }
            catch (SocketException)
            {
                Thread.Sleep(5);
            }
        }

        return false;
    }

    private static void TellReady(KeepOptions options, bool ok)
    {
        if (options.Ready)
        {
            byte answer = ok ? (byte)'1' : (byte)'0';
            _ = LibC.Write(ReadyDescriptor, &answer, 1);
            _ = LibC.Close(ReadyDescriptor);
        }
    }

    private static int Detach(KeepOptions options, IReadOnlyList<string> arguments)
    {
        int* pipe = stackalloc int[2];
        int log = Native.Open(options.LogPath, Native.WriteOnly | Native.Create | Native.Append | Native.CloseOnExec, 0x180);
        int nothing = Native.Open("/dev/null", Native.ReadWrite | Native.CloseOnExec, 0);
        if (log < 0 || nothing < 0 || Native.Pipe(pipe, Native.CloseOnExec) < 0)
        {
            throw KeepException.FromLastError(options.LogPath);
        }

        byte* actions = stackalloc byte[256];
        byte* attributes = stackalloc byte[512];
        _ = Native.InitActions(actions);
        _ = Native.AddDuplicate(actions, pipe[1], ReadyDescriptor);
        _ = Native.AddDuplicate(actions, nothing, 0);
        _ = Native.AddDuplicate(actions, log, 1);
        _ = Native.AddDuplicate(actions, log, 2);
        _ = Native.InitAttributes(attributes);
        _ = Native.SetFlags(attributes, Native.NewSession);
        string executable = Environment.ProcessPath ?? "/proc/self/exe";
        Spawn([executable, "keep", .. arguments.Where(argument => argument != "--detach"), "--ready"], actions, attributes);
        _ = LibC.Close(pipe[1]);
        byte answer = 0;
        nint count;
        while ((count = LibC.Read(pipe[0], &answer, 1)) < 0 && LibC.LastError == LibC.EINTR)
        {
        }

        return count == 1 && answer == (byte)'1' ? 0 : 1;
    }

    private static void Spawn(string[] arguments, void* actions, void* attributes)
    {
        byte** argv = stackalloc byte*[arguments.Length + 1];
        for (int i = 0; i < arguments.Length; i++)
        {
            argv[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        argv[arguments.Length] = null;
        string[] variables = [.. RuntimeVariables()];
        byte** environment = stackalloc byte*[variables.Length + 1];
        for (int i = 0; i < variables.Length; i++)
        {
            environment[i] = (byte*)Marshal.StringToCoTaskMemUTF8(variables[i]);
        }

        environment[variables.Length] = null;
        int pid;
        int error = Native.Spawn(&pid, argv[0], actions, attributes, argv, environment);
        if (error != 0)
        {
            throw new KeepException(error, $"{arguments[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>What outlives the daemon takes nothing of its environment along but settings of the runtime.</summary>
    private static IEnumerable<string> RuntimeVariables()
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                yield return $"{name}={variable.Value}";
            }
        }
    }

    /// <summary>A reserved port is a descriptor, and there may be tens of thousands.</summary>
    private static void RaiseLimit()
    {
        ulong* limits = stackalloc ulong[2];
        if (Native.GetLimit(Native.OpenFiles, limits) < 0)
        {
            return;
        }

        ulong had = limits[0];
        limits[0] = limits[1] = Math.Max(limits[1], 1UL << 20);
        if (Native.SetLimit(Native.OpenFiles, limits) < 0 && Native.GetLimit(Native.OpenFiles, limits) == 0 && limits[1] > had)
        {
            limits[0] = limits[1];
            _ = Native.SetLimit(Native.OpenFiles, limits);
        }
    }
}
