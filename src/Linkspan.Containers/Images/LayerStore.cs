using Grpc.Core;
using Linkspan.Containers.Containerd;

namespace Linkspan.Containers.Images;

/// <summary>Unpacked layers as snapshots, named by their chain ids (OCI image-spec, config.md, "Layer ChainID").</summary>
internal sealed class LayerStore(ContainerdConnection containerd, ContentStore content, string snapshotter)
{
    /// <summary>Chain id of each layer.</summary>
    public static IReadOnlyList<string> Chain(IReadOnlyList<string> diffIds)
    {
        var chain = new List<string>(diffIds.Count);
        foreach (string diff in diffIds)
        {
            chain.Add(chain.Count == 0 ? diff : ContentStore.Digest(System.Text.Encoding.ASCII.GetBytes(chain[^1] + " " + diff)));
        }

        return chain;
    }

    /// <summary>Unpacks the layers that are not there yet.</summary>
    /// <returns>Bytes of all layers together.</returns>
    public async Task<long> UnpackAsync(ImageManifest manifest, IReadOnlyList<string> diffIds, Metadata headers, CancellationToken cancellationToken)
    {
        if (manifest.Layers.Count != diffIds.Count)
        {
            throw new InvalidDataException($"the image has {manifest.Layers.Count} layers, but its configuration names {diffIds.Count}");
        }

        IReadOnlyList<string> chain = Chain(diffIds);
        long size = 0;
        for (int i = 0; i < chain.Count; i++)
        {
            if (!await ExistsAsync(chain[i], cancellationToken))
            {
                await UnpackAsync(manifest.Layers[i], diffIds[i], i == 0 ? "" : chain[i - 1], chain[i], headers, cancellationToken);
            }

            size += await UsageAsync(chain[i], cancellationToken);
        }

        return size;
    }

    /// <summary>Bytes that one snapshot holds beyond its parent.</summary>
    public async Task<long> UsageAsync(string name, CancellationToken cancellationToken) =>
        (await containerd.Snapshots.UsageAsync(Key(name), containerd.Headers, cancellationToken: cancellationToken)).Size;

    private Wire.SnapshotKey Key(string name) => new() { Snapshotter = snapshotter, Key = name };

    private Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        containerd.Snapshots.StatAsync(Key(name), containerd.Headers, cancellationToken: cancellationToken).IgnoreMissingAsync();

    /// <summary>
    /// containerd fails alike on a layer that is damaged and on a disk that is full. Only on a failure the layer is read once more, to tell them apart.
    /// </summary>
    private async Task<Wire.DiffApplied> ApplyAsync(Wire.ApplyDiff apply, Descriptor layer, string diffId, Metadata headers, CancellationToken cancellationToken)
    {
        try
        {
            return await containerd.Diff.ApplyAsync(apply, headers, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested && !e.IsLost())
        {
            return await LayerCheck.FaultAsync(content, layer, diffId, cancellationToken) is { } fault
                ? throw new InvalidDataException($"layer {layer.Digest} cannot be unpacked: {fault}", e)
                : throw e.ToUser($"layer {layer.Digest}");
        }
    }

    private async Task UnpackAsync(
        Descriptor layer, string diffId, string parent, string chainId, Metadata headers, CancellationToken cancellationToken)
    {
        string key = $"extract-{Guid.NewGuid():N} {chainId}";
        Wire.SnapshotMounts prepared = await containerd.Snapshots.PrepareAsync(
            new Wire.PrepareSnapshot { Snapshotter = snapshotter, Key = key, Parent = parent }, headers, cancellationToken: cancellationToken);
        try
        {
            var apply = new Wire.ApplyDiff
            {
                Diff = new Wire.Blob { MediaType = layer.MediaType, Digest = layer.Digest, Size = layer.Size },
                Mounts = { prepared.Mounts },
            };
            Wire.DiffApplied applied = await ApplyAsync(apply, layer, diffId, headers, cancellationToken);
            if (applied.Applied.Digest != diffId)
            {
                throw new InvalidDataException($"layer {layer.Digest} unpacks to {applied.Applied.Digest}, but the configuration says {diffId}");
            }

            await containerd.Snapshots.CommitAsync(
                new Wire.CommitSnapshot { Snapshotter = snapshotter, Name = chainId, Key = key }, headers, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.IsAlreadyExists())
        {
            // Another load unpacked the same layer meanwhile.
            await containerd.Snapshots.RemoveAsync(Key(key), containerd.Headers, cancellationToken: cancellationToken).IgnoreMissingAsync();
        }
        catch
        {
            await containerd.Snapshots.RemoveAsync(Key(key), containerd.Headers, cancellationToken: CancellationToken.None).IgnoreMissingAsync();
            throw;
        }
    }
}
