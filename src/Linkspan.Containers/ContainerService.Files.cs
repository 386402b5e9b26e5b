using System.ComponentModel;
using System.Formats.Tar;
using System.IO.Pipelines;
using Linkspan.Containers.Files;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Native;
using Linkspan.Engine;
using Container = Linkspan.Containers.Model.Container;

namespace Linkspan.Containers;

/// <content>Files of containers, running or not: look, copy out and in, export, list of changes.</content>
public sealed partial class ContainerService
{
    private const int ReadOnlyFileSystem = 30; // EROFS

    /// <summary>Looks at a path; a link at its end is not followed.</summary>
    /// <exception cref="LinkspanException">NotFound.</exception>
    public Task<PathFacts> StatAsync(string reference, string path, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        string inside = Inside(path);
        return InRootAsync(container, () => Look(inside, path, reference), cancellationToken);
    }

    /// <summary>Writes a file or a folder with its content as a tar archive.</summary>
    /// <exception cref="LinkspanException">NotFound.</exception>
    public async Task CopyOutAsync(string reference, string path, Stream destination, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        string inside = Inside(path);
        await SendAsync(
            archive => InRootAsync(
                container,
                () =>
                {
                    PathFacts facts = Look(inside, path, reference);
                    using var writer = new TarWriter(archive, leaveOpen: true);
                    TreeWriter.Write(writer, inside, facts.Name, crossMounts: true);
                    return true;
                },
                cancellationToken),
            destination, cancellationToken);
    }

    /// <summary>Unpacks a tar archive into a folder.</summary>
    /// <param name="reference">Container.</param>
    /// <param name="path">Folder.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="keepKind">A folder is not replaced by something else, nor the reverse.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="LinkspanException">NotFound, Invalid (no folder, no archive), Forbidden (read-only).</exception>
    public async Task CopyInAsync(string reference, string path, Stream archive, bool keepKind, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        string inside = Inside(path);
        bool Unpack(Stream source)
        {
            if (!Path.Exists(inside))
            {
                throw Missing(path, reference);
            }

            if (!Directory.Exists(inside))
            {
                throw Invalid($"extraction point is not a directory: {path}");
            }

            string folder = Path.GetFullPath(inside); // without the "/." of FOLDER/
            TreeReader.Read(source, File.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder, keepKind, owner: null);
            return true;
        }

        if (container.State.Pid > 0)
        {
            await ReceiveAsync(archive, source => RootThread.InAsync(RootOf(container), () => Unpack(source)), cancellationToken);
            return;
        }

        // Two mounts of one upper folder must not be written to at once: a start waits.
        await ChangeAsync(
            container.Id,
            async slot =>
            {
                Wire.SnapshotMounts mounts = await Containerd.Snapshots.MountsAsync(Snapshot(slot.Current), Containerd.Headers, cancellationToken: cancellationToken);
                await ReceiveAsync(
                    archive,
                    source => RootThread.WithMountsAsync(() => ContainerTree.Mount(slot.Current, mounts.Mounts, writable: true, withVolumes: true), () => Unpack(source)),
                    cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Writes the whole root file system, without what is mounted into it, as a tar archive.</summary>
    public async Task ExportAsync(string reference, Stream destination, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        Wire.SnapshotMounts mounts = await Containerd.Snapshots.MountsAsync(Snapshot(container), Containerd.Headers, cancellationToken: cancellationToken);
        await SendAsync(
            archive => RootThread.WithMountsAsync(
                () => ContainerTree.Mount(container, mounts.Mounts, writable: false, withVolumes: false),
                () =>
                {
                    using var writer = new TarWriter(archive, leaveOpen: true);
                    TreeWriter.Write(writer, "/", "", crossMounts: false);
                    return true;
                }),
            destination, cancellationToken);
        Emit(container, "export");
    }

    /// <summary>What a container changed of its image, in the order of the paths.</summary>
    public async Task<IReadOnlyList<PathChange>> ChangesAsync(string reference, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        Wire.SnapshotMounts mounts = await Containerd.Snapshots.MountsAsync(Snapshot(container), Containerd.Headers, cancellationToken: cancellationToken);
        return TreeChanges.Of(mounts.Mounts);
    }

    /// <summary>The absolute path inside; a relative one begins at the root, and nothing lies above it.</summary>
    private static string Inside(string path)
    {
        if (path.Length == 0)
        {
            throw Invalid("bad parameter: path cannot be empty");
        }

        KernelTexts.Check(path);
        string full = Path.GetFullPath("/" + path);
        return (path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal)) && full != "/" ? full.TrimEnd('/') + "/." : full;
    }

    private static string RootOf(Container container) => $"/proc/{container.State.Pid}/root";

    private static LinkspanException Missing(string path, string reference) =>
        new(ErrorKind.NotFound, $"Could not find the file {path} in container {reference}");

    private static PathFacts Look(string inside, string asked, string reference)
    {
        FileFacts facts = Libc.Stat(inside) ?? throw Missing(asked, reference);
        string target = facts.IsLink ? File.ResolveLinkTarget(inside, returnFinalTarget: false)?.FullName ?? "" : "";
        string name = inside == "/" ? "/" : Path.GetFileName(asked.EndsWith("/.", StringComparison.Ordinal) ? inside : inside.TrimEnd('.').TrimEnd('/'));
        return new PathFacts(name, facts.Size, facts.Mode, facts.ModifiedAt, target);
    }

    /// <summary>Runs the work in the container's root: what its processes see, or, without any, what they would.</summary>
    private async Task<T> InRootAsync<T>(Container container, Func<T> work, CancellationToken cancellationToken)
    {
        if (container.State.Pid > 0)
        {
            return await RootThread.InAsync(RootOf(container), work);
        }

        Wire.SnapshotMounts mounts = await Containerd.Snapshots.MountsAsync(Snapshot(container), Containerd.Headers, cancellationToken: cancellationToken);
        return await RootThread.WithMountsAsync(() => ContainerTree.Mount(container, mounts.Mounts, writable: false, withVolumes: true), work);
    }

    /// <summary>Joins a thread that writes without async to a client.</summary>
    private static async Task SendAsync(Func<Stream, Task<bool>> write, Stream destination, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        Task<bool> writing = write(pipe.Writer.AsStream(leaveOpen: true));
        Task closing = writing.ContinueWith(
            done => pipe.Writer.Complete(done.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await pipe.Reader.CopyToAsync(destination, cancellationToken);
        }
        finally
        {
            await pipe.Reader.CompleteAsync(); // a client that is gone lets the writer fail, not wait
            await closing;
        }

        await writing;
    }

    /// <summary>Joins a client to a thread that reads without async.</summary>
    private static async Task ReceiveAsync(Stream source, Func<Stream, Task<bool>> read, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        Task<bool> reading = read(pipe.Reader.AsStream(leaveOpen: true));
        Task closing = reading.ContinueWith(
            _ => pipe.Reader.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await source.CopyToAsync(pipe.Writer, cancellationToken);
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            await pipe.Writer.CompleteAsync(e);
            throw;
        }
        finally
        {
            await closing;
        }

        try
        {
            await reading;
        }
        catch (Exception e) when (Errno(e) == ReadOnlyFileSystem)
        {
            throw new LinkspanException(ErrorKind.Forbidden, "container rootfs or mounted volume is marked read-only", e);
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new LinkspanException(ErrorKind.Internal, "cannot unpack the archive: " + e.Message, e);
        }
    }

    private static int Errno(Exception e) => e is Win32Exception native ? native.NativeErrorCode : e is IOException or UnauthorizedAccessException ? e.HResult : 0;
}
