using Linkspan.Engine.Model;

namespace Linkspan.Containers.Model;

/// <summary>A container as it stands at one moment: immutable, replaced as a whole by each change.</summary>
public sealed record Container
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Name without a slash.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Settled configuration: the request with the image's defaults merged in.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>Host side as asked for.</summary>
    public required HostConfig HostConfig { get; init; }

    /// <summary>Image id, <c>sha256:…</c>.</summary>
    public required string Image { get; init; }

    /// <summary>Digest of the image's manifest, which keeps it from being collected.</summary>
    public string ImageManifest { get; init; } = "";

    /// <summary>Program that is started.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Memberships in the order of the interfaces; empty in the modes host, none and <c>container:</c>.</summary>
    public IReadOnlyList<EndpointRequest> Endpoints { get; init; } = [];

    /// <summary>Mounts that the user asked for.</summary>
    public IReadOnlyList<MountPoint> Mounts { get; init; } = [];

    /// <summary>State.</summary>
    public ContainerState State { get; init; } = new();

    /// <summary>Restarts by policy since the last start by a user.</summary>
    public int RestartCount { get; init; }

    /// <summary>A user stopped it: <c>unless-stopped</c> does not start it with the daemon.</summary>
    public bool StoppedByUser { get; init; }

    /// <summary>Id of the sandbox that it uses: its own, another container's (<c>container:</c>), or empty in host mode.</summary>
    public string SandboxId { get; init; } = "";

    /// <summary>Snapshot driver of its root file system.</summary>
    public string Driver { get; init; } = "overlayfs";

    /// <summary>Folder of its files on the host.</summary>
    public required string Folder { get; init; }

    /// <summary>Its json-file log.</summary>
    public string LogPath => System.IO.Path.Combine(Folder, Id + "-json.log");

    /// <summary>Its <c>/etc/hosts</c> on the host; in <c>container:</c> mode the owner's.</summary>
    public string HostsPath { get; init; } = "";

    /// <summary>Its <c>/etc/hostname</c> on the host.</summary>
    public string HostnamePath { get; init; } = "";

    /// <summary>Its <c>/etc/resolv.conf</c> on the host.</summary>
    public string ResolvConfPath { get; init; } = "";

    /// <summary>The effective network mode: <c>bridge</c> where the request said <c>default</c> or nothing.</summary>
    public string NetworkMode => HostConfig.NetworkMode is "" or "default" ? "bridge" : HostConfig.NetworkMode;
}
