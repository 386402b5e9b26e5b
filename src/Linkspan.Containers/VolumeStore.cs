using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Native;
using Linkspan.Containers.Store;
using Linkspan.Engine;

namespace Linkspan.Containers;

/// <summary>Named volumes: folders below <c>volumes/NAME/_data</c>.</summary>
public sealed partial class VolumeStore : IDisposable
{
    private const int LongestName = 255; // NAME_MAX

    private const string AnonymousLabel = "com.docker.volume.anonymous";

    private readonly string _folder;
    private readonly ContainerDatabase _database;
    private readonly EventLog _events;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _change = new(1, 1);
    private readonly ConcurrentDictionary<string, Volume> _volumes = new(StringComparer.Ordinal);

    internal VolumeStore(string dataRoot, ContainerDatabase database, EventLog events, TimeProvider time)
    {
        _folder = Path.Combine(dataRoot, "volumes");
        _database = database;
        _events = events;
        _time = time;
        Directory.CreateDirectory(_folder);
        foreach (Volume volume in database.Volumes())
        {
            _volumes[volume.Name] = volume;
        }
    }

    /// <summary>Containers, asked before a removal; set by the container service.</summary>
    internal Func<IReadOnlyList<Container>> Users { get; set; } = static () => [];

    /// <summary>All volumes by name.</summary>
    public IReadOnlyList<Volume> List() => [.. _volumes.Values.OrderBy(static volume => volume.Name, StringComparer.Ordinal)];

    /// <summary>Looks a volume up.</summary>
    /// <exception cref="LinkspanException">NotFound: <c>get X: no such volume</c>.</exception>
    public Volume Find(string name) =>
        _volumes.TryGetValue(name, out Volume? volume) ? volume : throw new LinkspanException(ErrorKind.NotFound, $"get {name}: no such volume");

    /// <summary>Containers that use a volume.</summary>
    public IReadOnlyList<string> UsedBy(string name) =>
        [.. Users().Where(container => container.Mounts.Any(mount => mount.Name == name)).Select(static container => container.Id)];

    /// <summary>Makes a volume; one that exists with that name and driver is answered as it is.</summary>
    public async Task<Volume> CreateAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        if (request.Driver is not ("" or "local"))
        {
            throw new LinkspanException(
                ErrorKind.NotFound, $"create {request.Name}: error looking up volume plugin {request.Driver}: plugin \"{request.Driver}\" not found; use local");
        }

        string name = request.Name.Length > 0 ? request.Name : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        CheckName(name);
        CheckOptions(name, request.Options);
        await _change.WaitAsync(cancellationToken);
        try
        {
            if (_volumes.TryGetValue(name, out Volume? existing))
            {
                return existing;
            }

            var volume = new Volume
            {
                Name = name,
                Mountpoint = Path.Combine(_folder, name, "_data"),
                CreatedAt = _time.GetUtcNow(),
                Labels = request.Name.Length > 0 ? request.Labels : new Dictionary<string, string>(request.Labels, StringComparer.Ordinal) { [AnonymousLabel] = "" },
                Options = request.Options,
                Anonymous = request.Name.Length == 0,
            };
            Directory.CreateDirectory(volume.Mountpoint);
            _database.Put(volume);
            _volumes[name] = volume;
            _events.Add("volume", "create", name, Driver);
            return volume;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Removes a volume and its content.</summary>
    /// <param name="name">Name.</param>
    /// <param name="force">A volume that does not exist is no error.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="LinkspanException">Conflict where a container uses it.</exception>
    public async Task RemoveAsync(string name, bool force, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            if (force && !_volumes.ContainsKey(name))
            {
                return;
            }

            Volume volume = Find(name);
            IReadOnlyList<string> users = UsedBy(name);
            if (users.Count > 0)
            {
                throw new LinkspanException(ErrorKind.Conflict, $"remove {name}: volume is in use - [{string.Join(", ", users)}]");
            }

            Libc.Unmount(volume.Mountpoint);
            string folder = Path.Combine(_folder, name);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            _database.RemoveVolume(name);
            _volumes.TryRemove(name, out _);
            _events.Add("volume", "destroy", name, Driver);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Removes volumes that no container uses; what a volume with options mounts is not ours to throw away.</summary>
    /// <param name="filter">Which of them; e.g. only anonymous ones.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<PruneResult> PruneAsync(Func<Volume, bool> filter, CancellationToken cancellationToken)
    {
        List<string> removed = [];
        long bytes = 0;
        foreach (Volume volume in List().Where(volume => volume.Options.Count == 0 && filter(volume) && UsedBy(volume.Name).Count == 0))
        {
            bytes += Size(volume.Mountpoint);
            await RemoveAsync(volume.Name, force: true, cancellationToken);
            removed.Add(volume.Name);
        }

        return new PruneResult(removed, bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _change.Dispose();

    /// <summary>Mounts what the options of a volume name, where it is not mounted yet (mount(8) <c>type</c>, <c>device</c>, <c>o</c>).</summary>
    internal static void Mount(Volume volume)
    {
        if (!volume.Options.TryGetValue("device", out string? device) || IsMounted(volume.Mountpoint))
        {
            return;
        }

        string type = volume.Options.GetValueOrDefault("type", "");
        (ulong flags, string rest) = MountOptions.Parse(volume.Options.GetValueOrDefault("o", ""));
        try
        {
            Libc.Mount(device, volume.Mountpoint, type, flags, rest);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"failed to mount local volume: {e.Message}", e);
        }
    }

    internal static IReadOnlyDictionary<string, string> Driver { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["driver"] = "local" };

    private static bool IsMounted(string path) =>
        File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ', 6)[4] == path);

    private static void CheckName(string name)
    {
        if (name.Length > LongestName)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"create {name}: a volume is a folder of that name, and such names have at most {LongestName} characters");
        }

        if (!NamePattern().IsMatch(name))
        {
            throw new LinkspanException(
                ErrorKind.Invalid,
                $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                + " If you intended to pass a host directory, use absolute path");
        }
    }

    private static void CheckOptions(string name, IReadOnlyDictionary<string, string> options)
    {
        KernelTexts.Check(options.Values);
        string? unknown = options.Keys.FirstOrDefault(static key => key is not ("type" or "o" or "device"));
        if (unknown is not null)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"create {name}: invalid option: \"{unknown}\"; the local driver knows type, o and device");
        }

        if (options.Count > 0 && (!options.ContainsKey("device") || !options.ContainsKey("type")))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"create {name}: missing device or type in volume options");
        }
    }

    private static long Size(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(static f => f.Length)
        : 0;

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();
}
